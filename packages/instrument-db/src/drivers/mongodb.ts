import { neverThrow, withoutScope } from '@openbox/spans';
import type { StatementOutcome } from '../operation/governed';
import { GovernedStatement } from '../operation/governed-statement';
import { runGoverned } from '../operation/run-governed';
import type { StatementFacts } from '../operation/statement-facts';
import type { MakeWrapper } from '../patch/patch-for-scopes';
import { integerOf, isObject, propertyOf, textOf } from '../patch/reflection';
import { hostAndPort } from '../statement/host-and-port';
import { mongoStatement, mongoValues } from '../statement/mongo-statement';
import type { DatabaseDriver } from './database-driver';

/**
 * Commands of the driver's own. The batches of a cursor belong to the command that opened it, and an abort only takes
 * back what was allowed.
 */
const INTERNAL = new Set(
  [
    ...['hello', 'isMaster', 'ismaster', 'ping', 'endSessions', 'getMore', 'killCursors', 'abortTransaction'],
    ...['saslStart', 'saslContinue', 'authenticate', 'getnonce', 'logout'],
  ].map((name) => name.toLowerCase()),
);

/** MongoDB's driver 6.4 and later, where every command goes through one asynchronous method of its connection. */
export const mongodb: DatabaseDriver = {
  packageName: 'mongodb',
  files: ['lib/cmap/connection.js', 'lib/cmap/connect.js', 'lib/mongo_client.js'],
  system: 'mongodb',
  instrumentationScopes: [
    '@opentelemetry/instrumentation-mongodb',
    '@opentelemetry/instrumentation-mongoose',
  ],
  moduleHint: "require('mongodb/lib/cmap/connection')",
  patch(exports, patches) {
    patches.classMethod(propertyOf(exports, 'Connection'), 'command', (original, scopes) => {
      return function (...args) {
        const scope = scopes.current();
        const [namespace, command] = args;
        const name = isObject(command) ? Object.keys(command)[0] : undefined;
        if (scope === undefined || name === undefined || INTERNAL.has(name.toLowerCase()))
          return original.apply(this, args);
        const statement = new GovernedStatement(scope, factsOf(this, namespace, name, command));
        return runGoverned(statement, () => original.apply(this, args), { outcomeOf });
      };
    });
    // Without its connections nothing of the package is governed, and whoever handed it in is told.
    if (isPackage(exports) && !('Connection' in exports)) return;
    // A client connects for all that it does later; its monitors belong to that.
    patches.classMethod(
      propertyOf(exports, 'MongoClient'),
      '_connect',
      governConnect((client) => (isConnected(client) ? undefined : clientFacts(client))),
    );
    // A further connection of its pool.
    if (isObject(exports) && 'makeSocket' in exports)
      patches.method(
        exports,
        'connect',
        governConnect((_module, [options]) => poolConnectionFacts(options)),
      );
  },
};

function isPackage(exports: unknown): exports is object {
  return isObject(exports) && 'MongoClient' in exports && 'Collection' in exports;
}

function governConnect(
  describe: (target: unknown, args: readonly unknown[]) => StatementFacts | undefined,
): MakeWrapper<unknown> {
  return (original, scopes) =>
    function (...args) {
      const connect = (): unknown => original.apply(this, args);
      const scope = scopes.current();
      if (scope?.isGated !== true || !scope.isOpen) return connect();
      const server = describe(this, args);
      // What a monitor does is nothing that the program asked for.
      if (server === undefined) return isMonitor(args[0]) ? withoutScope(connect) : connect();
      return runGoverned(new GovernedStatement(scope, { ...server, operation: 'CONNECT' }), connect);
    };
}

function isConnected(client: unknown): boolean {
  const topology = propertyOf(client, 'topology');
  const isConnectedMethod = propertyOf(topology, 'isConnected');
  return typeof isConnectedMethod === 'function' && Reflect.apply(isConnectedMethod, topology, []) === true;
}

function clientFacts(client: unknown): StatementFacts {
  const options = propertyOf(client, 'options');
  const hosts = propertyOf(options, 'hosts');
  const host: unknown = Array.isArray(hosts) ? hosts[0] : undefined;
  return { ...connectionFacts(options), ...addressFacts(host, propertyOf(options, 'srvHost')) };
}

/** Those of a monitor have another kind of id than those of a pool. */
function isMonitor(options: unknown): boolean {
  return typeof propertyOf(options, 'id') === 'string';
}

function poolConnectionFacts(options: unknown): StatementFacts | undefined {
  if (typeof propertyOf(options, 'id') !== 'number') return undefined;
  return { ...connectionFacts(options), ...addressFacts(propertyOf(options, 'hostAddress')) };
}

function connectionFacts(options: unknown): StatementFacts {
  return { system: 'mongodb', user: textOf(propertyOf(propertyOf(options, 'credentials'), 'username')) };
}

function addressFacts(
  host: unknown,
  srvHost?: unknown,
): Pick<StatementFacts, 'serverAddress' | 'serverPort'> {
  const name = textOf(propertyOf(host, 'socketPath')) ?? textOf(propertyOf(host, 'host'));
  return {
    serverAddress: name ?? textOf(srvHost),
    serverPort: integerOf(propertyOf(host, 'port')),
  };
}

function factsOf(connection: unknown, namespace: unknown, name: string, command: unknown): StatementFacts {
  const target = propertyOf(command, name);
  return {
    system: 'mongodb',
    operation: name.toUpperCase(),
    // A getter in a document of the program may throw.
    statement: neverThrow('describing a command', () => mongoStatement(command)),
    values: neverThrow('reading the values of a command', () => mongoValues(command)),
    databaseName: textOf(propertyOf(namespace, 'db')),
    user: textOf(propertyOf(propertyOf(propertyOf(connection, 'authContext'), 'credentials'), 'username')),
    collection: typeof target === 'string' ? target : textOf(propertyOf(namespace, 'collection')),
    ...hostAndPort(propertyOf(connection, 'address')),
  };
}

/** A write that failed is reported in a reply that says it succeeded. */
function outcomeOf(reply: unknown): StatementOutcome {
  const errors = propertyOf(decoded(reply), 'writeErrors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (first === undefined) return {};
  const error = new Error(textOf(propertyOf(first, 'errmsg')) ?? 'write failed');
  error.name = 'MongoServerError';
  return { error };
}

/** From version 6.6 on a reply may still be BSON, which is decoded only where there is an error in it. */
function decoded(reply: unknown): unknown {
  if (!isObject(reply) || !('toObject' in reply) || !('has' in reply)) return reply;
  const { toObject, has } = reply;
  if (typeof toObject !== 'function' || typeof has !== 'function') return reply;
  return neverThrow('reading a reply', (): unknown =>
    Reflect.apply(has, reply, ['writeErrors']) === true ? Reflect.apply(toObject, reply, []) : undefined,
  );
}
