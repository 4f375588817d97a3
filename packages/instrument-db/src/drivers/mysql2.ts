import type { ActivityScope } from '@openbox/spans';
import type { Governed, GovernedOutcome } from '../operation/governed';
import { governSockets, openGoverned } from '../connection/govern-connections';
import { bindCallbacksToCaller } from '../patch/bind-to-caller';
import { isGoverned, markGoverned } from '../patch/governed-mark';
import { overrideMethod, withOverride } from '../patch/override-method';
import type { Method } from '../patch/patch-for-scopes';
import { isObject, propertyOf, prototypeOf, textOf } from '../patch/reflection';
import type { SeenScopes } from '../patch/seen-scopes';
import type { DatabaseDriver } from './database-driver';
import { failedAfter, governMysqlText, mysqlServerFacts, valuesIn } from './mysql-statements';

type Callback = (error: unknown, ...results: unknown[]) => unknown;
type State = (packet: unknown, connection: Mysql2Connection) => unknown;

interface Mysql2Command {
  onResult?: Callback;
  next: State | null;
  start: State;
  emit: (event: string, ...args: unknown[]) => unknown;
}

interface Mysql2Connection {
  readonly config?: unknown;
  _command?: unknown;
  addCommand: (command: Mysql2Command) => unknown;
  handlePacket: () => void;
}

/** mysql2. A connection starts one command after another, so the gate holds a command where it would start. */
export const mysql2: DatabaseDriver = {
  packageName: 'mysql2',
  // The classes moved to lib/base in 3.11.5.
  files: ['lib/base/connection.js', 'lib/base/pool.js', 'lib/connection.js', 'lib/pool.js'],
  system: 'mysql',
  instrumentationScopes: ['@opentelemetry/instrumentation-mysql2'],
  moduleHint: "require('mysql2')",
  patch(exports, patches) {
    const connection = propertyOf(exports, 'Connection') ?? exports;
    patches.classMethod<Mysql2Connection>(connection, 'addCommand', (original, scopes) => {
      return function (command) {
        const scope = scopes.current();
        if (scope !== undefined && isCommand(command) && !isGoverned(command))
          governLone(scope, this, command);
        return original.call(this, command);
      };
    });
    // Where they are called the values of parameters are not yet in the text.
    patches.classMethod<Mysql2Connection>(connection, 'query', governCall);
    patches.classMethod<Mysql2Connection>(connection, 'execute', governCall);
    patches.classMethod(propertyOf(exports, 'Pool') ?? exports, 'getConnection', bindCallbacksToCaller);
    // The socket is opened by the constructor of the class that a connection inherits from.
    if (isObject(connection) && 'addCommand' in (prototypeOf(Object.getPrototypeOf(connection)) ?? {})) {
      patches.superclass(connection, (scopes, [options], construct) =>
        openGoverned(scopes, () => ({ server: mysqlServerFacts(propertyOf(options, 'config')) }), construct),
      );
      governSockets(patches);
    }
  },
};

function governCall(original: Method<Mysql2Connection>, scopes: SeenScopes): Method<Mysql2Connection> {
  return function (...args) {
    const scope = scopes.current();
    if (scope === undefined) return original.apply(this, args);
    const [sql] = args;
    const text = textOf(sql) ?? textOf(propertyOf(sql, 'sql'));
    // A closed connection has an addCommand of its own, which takes nothing any more.
    const { addCommand } = this;
    let isFirst = true;
    let statement: Governed | undefined;
    const add = (command: Mysql2Command): unknown => {
      if (isFirst) {
        isFirst = false;
        const isPrepared = isPrepare(command) || '_executeOptions' in command;
        statement = governMysqlText(scope, this.config, { text, values: valuesIn(args), isPrepared });
        if (statement !== undefined) gate(statement, this, command);
      }
      if (statement !== undefined) observeEnd(statement, command, isPrepare(command));
      markGoverned(command);
      return addCommand.call(this, command);
    };
    return withOverride(this, 'addCommand', add, () => original.apply(this, args));
  };
}

/** A command that came by itself: the execution of a statement that the program has prepared, or the preparation. */
function governLone(scope: ActivityScope, connection: Mysql2Connection, command: Mysql2Command): void {
  const text =
    textOf(propertyOf(command, 'query')) ?? textOf(propertyOf(propertyOf(command, 'statement'), 'query'));
  const statement = governMysqlText(scope, connection.config, {
    text: text ?? textOf(propertyOf(command, 'sql')),
    values: propertyOf(command, 'parameters') ?? propertyOf(command, 'values'),
    operation: isPrepare(command) ? 'PREPARE' : undefined,
    isPrepared: !('_queryOptions' in command),
  });
  if (statement === undefined) return;
  gate(statement, connection, command);
  observeEnd(statement, command, false);
  markGoverned(command);
}

function gate(statement: Governed, connection: Mysql2Connection, command: Mysql2Command): void {
  const restore = overrideMethod(command, 'start', (packet: unknown) => {
    restore();
    const { admission } = statement;
    if (admission.isAdmitted) return command.start(packet, connection);
    const proceed = (state: State | null): void => {
      // The connection was lost in the meantime, and has told the command.
      if (connection._command !== command) return;
      command.next = state;
      connection.handlePacket();
    };
    const wait: State = () => wait;
    const refuse = (error: unknown): void => {
      proceed(() => {
        if (command.onResult === undefined) command.emit('error', error);
        else command.onResult(error);
        return null;
      });
    };
    // The connection has to see that the command is under way before it can end.
    if (admission.isPending) admission.whenKnown(() => proceed(null), refuse);
    else process.nextTick(() => admission.whenKnown(() => undefined, refuse));
    return wait;
  });
}

function observeEnd(statement: Governed, command: Mysql2Command, onlyErrors: boolean): void {
  const { onResult } = command;
  if (typeof onResult === 'function') {
    command.onResult = function (error, ...results) {
      if (error) statement.end(failed(command, error));
      return onResult.call(this, error, ...results);
    };
  }
  const { emit } = command;
  const restore = overrideMethod(command, 'emit', (event: string, ...args: unknown[]) => {
    if (event === 'error') statement.end(failed(command, args[0]));
    if (event === 'end') {
      restore();
      if (!onlyErrors) statement.end();
    }
    return emit.call(command, event, ...args);
  });
}

function failed(command: Mysql2Command, error: unknown): GovernedOutcome {
  return failedAfter(propertyOf(command, '_resultIndex'), error);
}

// By their fields: class names do not survive a bundler.
function isPrepare(command: object): boolean {
  return 'parameterDefinitions' in command && 'query' in command;
}

function isCommand(command: unknown): command is Mysql2Command {
  return (
    isObject(command) && ('_queryOptions' in command || '_executeOptions' in command || isPrepare(command))
  );
}
