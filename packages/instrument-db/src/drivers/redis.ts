import { isNativeError } from 'node:util/types';
import { connectsUntilRefused, governSockets } from '../connection/govern-connections';
import { governStatements } from '../operation/govern-statements';
import type { GovernedOutcome } from '../operation/governed';
import { ReleaseQueue } from '../operation/release-queue';
import { runGoverned } from '../operation/run-governed';
import type { StatementFacts } from '../operation/statement-facts';
import { bindCallbacksToCaller } from '../patch/bind-to-caller';
import type { MakeWrapper } from '../patch/patch-for-scopes';
import type { PatchSet } from '../patch/patch-set';
import { integerOf, isObject, propertyOf, prototypeOf, textOf } from '../patch/reflection';
import {
  batchFacts,
  isConnectionCommand,
  toRedisCommand,
  type RedisCommand,
} from '../statement/redis-command';
import { requestDatabase, requestedDatabase, selectedBy } from '../statement/selected-database';
import { takesBack } from '../statement/takes-back';
import type { DatabaseDriver } from './database-driver';

/** Read from the arguments of a patched method: the commands that it is about to send and that are governed. */
type Describe = (args: readonly unknown[]) => readonly RedisCommand[];

const SELECTED = Symbol.for('openbox.instrument-db.selected-database');

/** node-redis 4, 5 and 6. */
export const redis: DatabaseDriver = {
  packageName: '@redis/client',
  files: ['dist/lib/client/index.js', 'dist/lib/client/pool.js'],
  system: 'redis',
  instrumentationScopes: ['@opentelemetry/instrumentation-redis', '@opentelemetry/instrumentation-redis-4'],
  moduleHint: "require('redis')",
  patch(exports, patches) {
    const pool = classMadeBy(exports, 'createClientPool') ?? propertyOf(exports, 'RedisClientPool');
    patches.classMethod(pool, 'execute', bindCallbacksToCaller);
    const client = classMadeBy(exports, 'createClient') ?? propertyOf(exports, 'default');
    patches.classMethod(
      client,
      'sendCommand',
      governed(([words]) => describe(words)),
    );
    patches.classMethod(
      client,
      '_executeMulti',
      governed(([commands]) => describeBatch(commands)),
    );
    patches.classMethod(
      client,
      '_executePipeline',
      governed(([commands]) => describeBatch(commands)),
    );
    // What ends a connection has to stay behind what was sent before it.
    for (const name of ['QUIT', 'quit', 'close'])
      patches.classMethod(
        client,
        name,
        governed(() => []),
      );
    patches.classMethod(client, 'connect', connectsUntilRefused(serverOf, closeClient));
    governSockets(patches);
    patchVersion4(client, patches);
  },
};

/** In version 4 each command is a function of the prototype by itself, and a pipeline is a batch without a chain id. */
function patchVersion4(client: unknown, patches: PatchSet): void {
  let prototype: unknown = prototypeOf(client);
  while (isObject(prototype) && !Object.hasOwn(prototype, 'commandsExecutor'))
    prototype = Object.getPrototypeOf(prototype);
  if (!isObject(prototype)) return;
  patches.method(
    prototype,
    'multiExecutor',
    governed(([commands]) => describeBatch(commands)),
  );
  const names = Object.keys(prototype);
  const commandNames = new Map(
    names
      .filter((name) => name === name.toUpperCase())
      .map((name) => [name.replaceAll('_', ''), name.replaceAll('_', ' ')]),
  );
  for (const name of [...names, 'SELECT']) {
    const command = name === 'SELECT' ? name : commandNames.get(name.toUpperCase());
    if (command === undefined) continue;
    patches.method(
      prototype,
      name,
      governed((args) => {
        const [options] = args.filter(isCommandOptions);
        // Goes on to another client, which is asked.
        if (propertyOf(options, 'isolated') === true) return [];
        return describe([command, ...args.filter((arg) => !isCommandOptions(arg)).flat()]);
      }),
    );
  }
}

function serverOf(client: object): StatementFacts {
  const self = propertyOf(client, '_self');
  return serverFacts(isObject(self) ? self : client);
}

function closeClient(client: object): void {
  for (const name of ['destroy', 'disconnect']) {
    const close = propertyOf(client, name);
    if (typeof close !== 'function') continue;
    Reflect.apply(close, client, []);
    return;
  }
}

function governed(describeCall: Describe): MakeWrapper<object> {
  return (original, scopes) =>
    function (...args) {
      const self = propertyOf(this, '_self');
      const client = isObject(self) ? self : this;
      const queue = ReleaseQueue.of(client);
      const scope = scopes.current();
      const commands = describeCall(args);
      const selected = selectedBy(commands);
      const server = serverFacts(client);
      const known = requestDatabase(client, selected);
      const send = (): unknown => {
        noteSelected(client, selected);
        known();
        return original.apply(this, args);
      };
      if (
        scope !== undefined &&
        commands.length > 0 &&
        !takesBack(
          scope,
          commands.map(({ name }) => name),
        )
      ) {
        const statements = governStatements(scope, server, batchFacts(commands));
        statements.admission.whenKnown(() => undefined, known);
        return runGoverned(statements, send, {
          queue,
          outcomeOf: commands.length > 1 ? outcomeOf : undefined,
        });
      }
      if (queue.isEmpty) return send();
      return new Promise((resolve) => {
        queue.enter(
          undefined,
          () => {
            resolve(send());
          },
          resolve,
        );
      });
    };
}

function describe(words: unknown): readonly RedisCommand[] {
  const command = Array.isArray(words) ? toRedisCommand(words) : undefined;
  return command === undefined || isConnectionCommand(command) ? [] : [command];
}

function describeBatch(commands: unknown): readonly RedisCommand[] {
  return (Array.isArray(commands) ? commands : []).flatMap((command) => {
    const words = propertyOf(command, 'args');
    return Array.isArray(words) ? [toRedisCommand(words)] : [];
  });
}

/** A batch resolves although some of its commands failed: their errors are among the replies. */
function outcomeOf(replies: unknown): GovernedOutcome {
  if (!Array.isArray(replies)) return {};
  return { each: replies.map((reply: unknown) => (isNativeError(reply) ? { error: reply } : {})) };
}

function serverFacts(client: object): StatementFacts {
  const options = propertyOf(client, 'options');
  const socket = propertyOf(options, 'socket');
  const path = textOf(propertyOf(socket, 'path'));
  return {
    system: 'redis',
    user: textOf(propertyOf(options, 'username')),
    serverAddress: path ?? textOf(propertyOf(socket, 'host')) ?? 'localhost',
    serverPort: path === undefined ? (integerOf(propertyOf(socket, 'port')) ?? 6379) : undefined,
    databaseIndex:
      requestedDatabase(client) ??
      integerOf(propertyOf(client, SELECTED)) ??
      integerOf(propertyOf(options, 'database')) ??
      0,
  };
}

/** Keeps the database that a client was switched to, which it keeps to itself. */
function noteSelected(client: object, index: number | undefined): void {
  if (index === undefined) return;
  Object.defineProperty(client, SELECTED, { value: index, configurable: true });
}

/** The class of what the package makes, which does nothing until it connects. The files export the classes themselves. */
function classMadeBy(exports: unknown, factory: 'createClient' | 'createClientPool'): unknown {
  const create = propertyOf(exports, factory);
  return typeof create === 'function'
    ? propertyOf(Reflect.apply(create, undefined, []), 'constructor')
    : undefined;
}

/** Made by `commandOptions(…)` of version 4. */
function isCommandOptions(arg: unknown): boolean {
  return (
    isObject(arg) &&
    Object.getOwnPropertySymbols(arg).some((symbol) => symbol.description === 'Command Options')
  );
}
