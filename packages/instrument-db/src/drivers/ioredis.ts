import type { EventEmitter } from 'node:events';
import { isNativeError } from 'node:util/types';
import { connectsUntilRefused, governSockets } from '../connection/govern-connections';
import { governStatements } from '../operation/govern-statements';
import type { Governed, GovernedOutcome, StatementOutcome } from '../operation/governed';
import { GovernedStatement } from '../operation/governed-statement';
import { ReleaseQueue } from '../operation/release-queue';
import { runGoverned } from '../operation/run-governed';
import type { StatementFacts } from '../operation/statement-facts';
import { isGoverned, markGoverned } from '../patch/governed-mark';
import { overrideMethod } from '../patch/override-method';
import type { MakeWrapper } from '../patch/patch-for-scopes';
import { integerOf, isObject, propertyOf, prototypeOf, textOf } from '../patch/reflection';
import { batchFacts, commandFacts, isConnectionCommand, type RedisCommand } from '../statement/redis-command';
import { requestDatabase, requestedDatabase, selectedBy } from '../statement/selected-database';
import { takesBack } from '../statement/takes-back';
import type { DatabaseDriver } from './database-driver';

interface IoredisCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
  resolve: (result: unknown) => unknown;
  reject: (error: unknown) => unknown;
}

interface IoredisClient extends Pick<EventEmitter, 'once' | 'off'> {
  status: unknown;
  flushQueue: (error: unknown) => void;
  disconnect: () => void;
}

interface IoredisPipeline {
  readonly redis: object;
  readonly promise: Promise<unknown>;
  readonly _queue: readonly IoredisCommand[];
  readonly _transactions?: number;
  readonly isCluster?: boolean;
  resolve: (result: unknown) => unknown;
  reject: (error: unknown) => unknown;
}

/** What a connection sends on its way to `ready`, beside the commands that are always its own. */
const HANDSHAKE = new Set([
  'info',
  'select',
  'client',
  'cluster',
  'himport',
  'subscribe',
  'psubscribe',
  'ssubscribe',
]);

/** ioredis 5 and 6. */
export const ioredis: DatabaseDriver = {
  packageName: 'ioredis',
  files: ['built/Redis.js', 'built/cluster/index.js', 'built/Pipeline.js', 'built/autoPipelining.js'],
  system: 'redis',
  instrumentationScopes: ['@opentelemetry/instrumentation-ioredis'],
  moduleHint: "require('ioredis')",
  patch(exports, patches) {
    for (const name of ['Redis', 'Cluster', 'Pipeline', 'default']) {
      const exported = propertyOf(exports, name);
      const isPipeline = isObject(exported) && 'fillResult' in (prototypeOf(exported) ?? {});
      if (isPipeline) patches.classMethod(exported, 'exec', governPipeline);
      else patches.classMethod(exported, 'sendCommand', governCommand);
      // A cluster opens its connections through clients of their own.
      if (!isPipeline && !('refreshSlotsCache' in (prototypeOf(exported) ?? {})))
        patches.classMethod(exported, 'connect', governConnect);
    }
    patches.method(exports, 'executeWithAutoPipelining', governAutoPipelined);
    governSockets(patches);
  },
};

const governConnect = connectsUntilRefused<object>(
  // The client's own attempt to get a connection back is not asked for.
  (client) => (propertyOf(client, 'status') === 'reconnecting' ? undefined : serverFacts(client)),
  giveUp,
);

/** Ends the attempts to connect until somebody needs the client again, and tells all that waits why. */
function giveUp(client: object, error: unknown): void {
  if (!isIoredisClient(client)) return;
  const restore = overrideMethod(client, 'flushQueue', () => {
    restore();
    if (client.status === 'end') client.status = 'wait';
    client.flushQueue(error);
  });
  client.disconnect();
}

const governCommand: MakeWrapper<object> = (original, scopes) =>
  function (...args) {
    const [command, stream] = args;
    // A command of a pipeline was governed with it; one that is sent again keeps its verdict.
    if (!isCommand(command) || isObject(stream) || isGoverned(command)) return original.apply(this, args);
    if (isHandshake(this, command)) return original.apply(this, args);
    const described = describe(command);
    const current = isConnectionCommand(described) ? undefined : scopes.current();
    const scope = current === undefined || takesBack(current, [described.name]) ? undefined : current;
    const queue = ReleaseQueue.of(this);
    if (scope === undefined && queue.isEmpty) return original.apply(this, args);
    const facts = { ...serverFacts(this), ...commandFacts(described) };
    const known = requestDatabase(this, selectedBy([described]));
    const send = (): void => {
      markGoverned(command);
      original.apply(this, args);
      known();
    };
    if (scope === undefined) {
      const held = (): void => {
        afterHandshake(this, send);
      };
      queue.enter(undefined, command.name === 'quit' ? held : send, send);
      return command.promise;
    }
    const statement = new GovernedStatement(scope, facts);
    observeEnd(command, statement);
    queue.enter(statement.admission, send, (error) => {
      known();
      command.reject(error);
    });
    return command.promise;
  };

const governPipeline: MakeWrapper<IoredisPipeline> = (original, scopes) =>
  function (...args) {
    const scope = scopes.current();
    const commands = this._queue.filter(isOfProgram).map(describe);
    const queue = ReleaseQueue.of(this.redis);
    // Within a transaction the first `exec` only adds a command.
    const onlyAdds = (this._transactions ?? 0) > 0;
    if (onlyAdds || isGoverned(this) || commands.length === 0) return original.apply(this, args);
    if (scope === undefined && queue.isEmpty) return original.apply(this, args);
    const server = serverFacts(this.redis);
    const known = requestDatabase(this.redis, selectedBy(commands));
    const send = (): void => {
      markGoverned(this);
      original.apply(this, args);
      known();
    };
    if (scope === undefined) {
      queue.enter(undefined, send, send);
      return this.promise;
    }
    const batch = governStatements(scope, server, batchFacts(commands));
    observeEnd(this, batch, (results) => batchOutcome(this, results));
    queue.enter(batch.admission, send, (error) => {
      known();
      nodeify(this, args[0]);
      this.reject(error);
      // Each may have a callback of its own.
      for (const command of this._queue) command.reject(error);
    });
    return this.promise;
  };

/** Commands of several activities may travel in one automatic pipeline, so each is governed where it joins one. */
const governAutoPipelined: MakeWrapper<unknown> = (original, scopes) =>
  function (...args) {
    const scope = scopes.current();
    const [client, , name, commandArgs] = args;
    if (!isObject(client)) return original.apply(this, args);
    const send = (): unknown => {
      const result = original.apply(this, args);
      const pipelines = propertyOf(client, '_autoPipelines');
      if (pipelines instanceof Map) for (const pipeline of pipelines.values()) markIfObject(pipeline);
      return result;
    };
    if (scope === undefined) return send();
    const command: RedisCommand = {
      name: String(name).toUpperCase(),
      args: Array.isArray(commandArgs) ? commandArgs.flat() : [],
    };
    const statement = new GovernedStatement(scope, { ...serverFacts(client), ...commandFacts(command) });
    return runGoverned(statement, send, { queue: ReleaseQueue.of(client) });
  };

/** Sees how a command or pipeline ends without handling its promise, whose rejection is the program's to handle. */
function observeEnd(
  target: IoredisCommand | IoredisPipeline,
  statement: Governed,
  outcomeOf: (result: unknown) => GovernedOutcome = () => ({}),
): void {
  const { resolve, reject } = target;
  const restoreResolve = overrideMethod(target, 'resolve', (result: unknown) => {
    restore();
    statement.end(outcomeOf(result));
    return resolve.call(target, result);
  });
  const restoreReject = overrideMethod(target, 'reject', (error: unknown) => {
    restore();
    statement.end({ error });
    return reject.call(target, error);
  });
  const restore = (): void => {
    restoreResolve();
    restoreReject();
  };
}

/** What frames a transaction is not a command of its own. */
function isOfProgram({ name }: IoredisCommand): boolean {
  return name !== 'multi' && name !== 'exec';
}

/**
 * A pipeline resolves with an error or a reply for each command. Of a transaction all but the last only say that they are
 * queued, and the last has the replies.
 */
function batchOutcome({ _queue }: IoredisPipeline, results: unknown): GovernedOutcome {
  if (!Array.isArray(results)) return {};
  const each: StatementOutcome[] = [];
  let replies: unknown;
  // From behind, so that the replies are known before the commands of their transaction.
  for (let index = _queue.length - 1, reply = 0; index >= 0; index -= 1) {
    const command = _queue[index];
    const result: unknown = results[index];
    const [error, value]: readonly unknown[] = isList(result) ? result : [];
    if (command?.name === 'exec') {
      replies = value;
      reply = Array.isArray(value) ? value.length : 0;
    } else if (command?.name === 'multi') replies = undefined;
    else {
      reply -= 1;
      const own: unknown = Array.isArray(replies) ? replies[reply] : undefined;
      const failure: unknown = error ?? (isNativeError(own) ? own : undefined);
      each.unshift(failure === undefined ? {} : { error: failure });
    }
  }
  return { each };
}

/** As the pipeline's own exec does before it sends: the callback gets what the promise gets. */
function nodeify(pipeline: IoredisPipeline, callback: unknown): void {
  if (typeof callback !== 'function') return;
  pipeline.promise.then(
    (result: unknown) => process.nextTick(() => void Reflect.apply(callback, undefined, [null, result])),
    (error: unknown) => process.nextTick(() => void Reflect.apply(callback, undefined, [error])),
  );
}

function describe({ name, args }: IoredisCommand): RedisCommand {
  return { name: name.toUpperCase(), args };
}

/**
 * During the handshake ioredis 5 sends a `quit` ahead of the commands that wait for its end. Where those were held, so
 * that the `quit` comes only now, it waits for the end as well.
 */
function afterHandshake(client: object, send: () => void): void {
  if (!isEmitter(client) || propertyOf(client, 'status') !== 'connect') {
    send();
    return;
  }
  const ended = (): void => {
    client.off('ready', ended);
    client.off('close', ended);
    send();
  };
  client.once('ready', ended);
  client.once('close', ended);
}

/** By its methods, which ioredis mixes into a class of its own. */
function isEmitter(client: object): client is Pick<EventEmitter, 'once' | 'off'> {
  return 'once' in client && 'off' in client;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isIoredisClient(client: object): client is IoredisClient {
  return isEmitter(client) && 'flushQueue' in client && 'disconnect' in client && 'status' in client;
}

function isHandshake(client: object, { name }: IoredisCommand): boolean {
  return propertyOf(client, 'status') === 'connect' && HANDSHAKE.has(name);
}

function isCommand(value: unknown): value is IoredisCommand {
  return (
    isObject(value) &&
    typeof propertyOf(value, 'name') === 'string' &&
    Array.isArray(propertyOf(value, 'args')) &&
    typeof propertyOf(value, 'reject') === 'function'
  );
}

function markIfObject(value: unknown): void {
  if (isObject(value)) markGoverned(value);
}

function serverFacts(client: object): StatementFacts {
  const options = propertyOf(client, 'options');
  const path = textOf(propertyOf(options, 'path'));
  const selected =
    requestedDatabase(client) ??
    propertyOf(propertyOf(client, 'condition'), 'select') ??
    propertyOf(options, 'db');
  return {
    system: 'redis',
    user: textOf(propertyOf(options, 'username')),
    serverAddress: path ?? textOf(propertyOf(options, 'host')),
    serverPort: path === undefined ? integerOf(propertyOf(options, 'port')) : undefined,
    databaseIndex: integerOf(selected) ?? 0,
  };
}
