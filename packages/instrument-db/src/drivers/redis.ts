import { GovernedStatement } from '../operation/governed-statement';
import { ReleaseQueue } from '../operation/release-queue';
import { runGoverned } from '../operation/run-governed';
import type { StatementFacts } from '../operation/statement-facts';
import { bindCallbacksToCaller } from '../patch/bind-to-caller';
import type { MakeWrapper } from '../patch/patched-methods';
import type { PatchSet } from '../patch/patch-set';
import { integerOf, isObject, propertyOf, prototypeOf, textOf } from '../patch/reflection';
import {
  batchFacts,
  commandFacts,
  isConnectionCommand,
  toRedisCommand,
  type RedisCommand,
} from '../statement/redis-command';
import type { DatabaseDriver } from './database-driver';

/** Read from the arguments of a patched method: what it is about to send; `undefined` for what is not governed. */
type Describe = (args: readonly unknown[]) => Pick<StatementFacts, 'operation' | 'statement'> | undefined;

/** node-redis 4, 5 and 6. */
export const redis: DatabaseDriver = {
  packageName: '@redis/client',
  files: ['dist/lib/client/index.js', 'dist/lib/client/pool.js'],
  system: 'redis',
  instrumentationScopes: ['@opentelemetry/instrumentation-redis', '@opentelemetry/instrumentation-redis-4'],
  moduleHint: "require('redis')",
  patch(exports, patches) {
    patches.classMethod(propertyOf(exports, 'RedisClientPool'), 'execute', bindCallbacksToCaller);
    const client = clientClass(exports);
    patches.classMethod(
      client,
      'sendCommand',
      governed(([words]) => describe(words)),
    );
    patches.classMethod(
      client,
      '_executeMulti',
      governed(([commands]) => describeBatch('MULTI', commands)),
    );
    patches.classMethod(
      client,
      '_executePipeline',
      governed(([commands]) => describeBatch('PIPELINE', commands)),
    );
    // What ends a connection has to stay behind what was sent before it.
    for (const name of ['QUIT', 'quit', 'close'])
      patches.classMethod(
        client,
        name,
        governed(() => undefined),
      );
    patchVersion4(prototypeOf(client), patches);
  },
};

/** In version 4 each command is a function of the prototype by itself, and a pipeline is a batch without a chain id. */
function patchVersion4(prototype: object | undefined, patches: PatchSet): void {
  if (prototype === undefined || !Object.hasOwn(prototype, 'commandsExecutor')) return;
  patches.method(
    prototype,
    'multiExecutor',
    governed(([commands, , chainId]) =>
      describeBatch(chainId === undefined ? 'PIPELINE' : 'MULTI', commands),
    ),
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
      governed((args) => describe([command, ...args.filter((arg) => !isCommandOptions(arg)).flat()])),
    );
  }
}

function governed(describeCall: Describe): MakeWrapper<object> {
  return (original, scopes) =>
    function (...args) {
      const client = propertyOf(this, '_self');
      const queue = ReleaseQueue.of(isObject(client) ? client : this);
      const scope = scopes.current();
      const facts = scope === undefined ? undefined : describeCall(args);
      const send = (): unknown => original.apply(this, args);
      if (scope !== undefined && facts !== undefined) {
        const statement = new GovernedStatement(scope, { ...serverFacts(this), ...facts });
        return runGoverned(statement, send, { queue });
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

function describe(words: unknown): ReturnType<Describe> {
  const command = Array.isArray(words) ? toRedisCommand(words) : undefined;
  return command === undefined || isConnectionCommand(command) ? undefined : commandFacts(command);
}

function describeBatch(operation: 'MULTI' | 'PIPELINE', commands: unknown): ReturnType<Describe> {
  const described: RedisCommand[] = [];
  for (const command of Array.isArray(commands) ? commands : []) {
    const words = propertyOf(command, 'args');
    if (Array.isArray(words)) described.push(toRedisCommand(words));
  }
  return described.length === 0 ? undefined : batchFacts(operation, described);
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
    databaseIndex: integerOf(propertyOf(options, 'database')) ?? 0,
  };
}

/** Of the package a client can be had, which does nothing until it connects; of the file, the class itself. */
function clientClass(exports: unknown): unknown {
  const create = propertyOf(exports, 'createClient');
  if (typeof create !== 'function') return propertyOf(exports, 'default');
  let prototype: unknown = Object.getPrototypeOf(Reflect.apply(create, undefined, []));
  while (isObject(prototype) && !Object.hasOwn(prototype, 'sendCommand'))
    prototype = Object.getPrototypeOf(prototype);
  return propertyOf(prototype, 'constructor');
}

/** Made by `commandOptions(…)` of version 4. */
function isCommandOptions(arg: unknown): boolean {
  return (
    isObject(arg) &&
    Object.getOwnPropertySymbols(arg).some((symbol) => symbol.description === 'Command Options')
  );
}
