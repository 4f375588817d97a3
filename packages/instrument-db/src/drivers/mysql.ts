import type { ActivityScope } from '@openbox/spans';
import { governSockets, opensConnection } from '../connection/govern-connections';
import { bindCallbacksToCaller } from '../patch/bind-to-caller';
import { overrideMethod, withOverride } from '../patch/override-method';
import { propertyOf, textOf } from '../patch/reflection';
import type { DatabaseDriver } from './database-driver';
import { failedAfter, governMysqlText, mysqlServerFacts, valuesIn, type MysqlText } from './mysql-statements';

interface MysqlSequence {
  readonly _timer?: { start(timeoutMs: number): void; stop(): void };
  readonly _timeout?: unknown;
  readonly _ended?: boolean;
  start: (...args: unknown[]) => unknown;
  end: (error?: unknown, ...results: unknown[]) => unknown;
}

interface MysqlProtocol {
  readonly _queue?: readonly unknown[];
  _enqueue: (sequence: MysqlSequence) => unknown;
}

interface MysqlConnection {
  readonly config?: unknown;
  readonly _protocol: MysqlProtocol;
}

/** mysql 2. A connection starts one sequence after another, so the gate holds a sequence where it would start. */
export const mysql: DatabaseDriver = {
  packageName: 'mysql',
  files: ['lib/Connection.js', 'lib/Pool.js'],
  system: 'mysql',
  instrumentationScopes: ['@opentelemetry/instrumentation-mysql'],
  moduleHint: "require('mysql')",
  patch(exports, patches) {
    patches.classMethod<MysqlConnection>(
      classOf(exports, 'createConnection'),
      'query',
      (original, scopes) => {
        return function (...args) {
          const scope = scopes.current();
          if (scope === undefined) return original.apply(this, args);
          // Only here are the values of parameters not yet in the text.
          const [sql] = args;
          const text = textOf(sql) ?? textOf(propertyOf(sql, 'sql'));
          const protocol = this._protocol;
          const { _enqueue } = protocol;
          const enqueue = (sequence: MysqlSequence): unknown => {
            // The handshake of a connection that is opened by its first query comes this way, too.
            if (propertyOf(sequence, 'sql') !== undefined)
              govern(scope, this, sequence, { text, values: valuesIn(args) });
            return _enqueue.call(protocol, sequence);
          };
          return withOverride(protocol, '_enqueue', enqueue, () => original.apply(this, args));
        };
      },
    );
    patches.classMethod<MysqlConnection>(
      classOf(exports, 'createConnection'),
      'connect',
      opensConnection(({ config }) => ({ server: mysqlServerFacts(config) })),
    );
    governSockets(patches);
    patches.classMethod(classOf(exports, 'createPool'), 'getConnection', bindCallbacksToCaller);
  },
};

/** The file of a class exports it; the package exports only what makes instances, which do nothing until they are used. */
function classOf(exports: unknown, factory: 'createConnection' | 'createPool'): unknown {
  const create = propertyOf(exports, factory);
  if (typeof create !== 'function') return exports;
  return propertyOf(Reflect.apply(create, undefined, [{}]), 'constructor');
}

function govern(
  scope: ActivityScope,
  connection: MysqlConnection,
  sequence: MysqlSequence,
  text: MysqlText,
): void {
  const statement = governMysqlText(scope, connection.config, text);
  if (statement === undefined) return;
  const { end } = sequence;
  const restoreEnd = overrideMethod(sequence, 'end', (...args: unknown[]) => {
    restoreEnd();
    statement.end(args[0] ? failedAfter(propertyOf(sequence, '_index'), args[0]) : {});
    return end.apply(sequence, args);
  });
  const restoreStart = overrideMethod(sequence, 'start', (...args: unknown[]) => {
    restoreStart();
    const { admission } = statement;
    if (admission.isAdmitted) return sequence.start(...args);
    // The time that a verdict takes is not the server's.
    sequence._timer?.stop();
    const isCurrent = (): boolean =>
      sequence._ended !== true && connection._protocol._queue?.[0] === sequence;
    const refuse = (error: unknown): void => {
      if (isCurrent()) sequence.end(error);
    };
    const proceed = (): void => {
      if (!isCurrent()) return;
      const timeoutMs = sequence._timeout;
      if (typeof timeoutMs === 'number' && timeoutMs > 0 && Number.isFinite(timeoutMs))
        sequence._timer?.start(timeoutMs);
      sequence.start(...args);
    };
    if (admission.isPending) admission.whenKnown(proceed, refuse);
    // Not before the program has its query object.
    else process.nextTick(() => admission.whenKnown(proceed, refuse));
    return undefined;
  });
}
