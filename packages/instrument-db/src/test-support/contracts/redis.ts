import type { DriverContract, DriverSession } from '../driver-contract';

interface RedisClient {
  connect(): Promise<unknown>;
  on(event: 'error', listener: () => void): unknown;
  rPush(key: string, text: string): Promise<unknown>;
  lRange(key: string, start: number, stop: number): Promise<string[]>;
  sendCommand(words: string[]): Promise<unknown>;
  get(key: string): Promise<unknown>;
  set(key: string, text: string): Promise<unknown>;
  del(key: string): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  quit(): Promise<unknown>;
  multi(): RedisMulti;
  duplicate(): RedisClient;
}

interface RedisMulti {
  rPush(key: string, text: string): RedisMulti;
  get(key: string): RedisMulti;
  exec(): Promise<unknown>;
  execAsPipeline(): Promise<unknown>;
}

/** What of node-redis the contract uses; the same in versions 4, 5 and 6. */
interface RedisModule {
  createClient: (options: { url: string }) => unknown;
}

/** node-redis in one of its versions. */
export function redisContract(version: string, module: RedisModule): DriverContract {
  return {
    library: 'redis',
    version,
    server: 'Redis',
    exports: module,
    attributes: { 'db.system': 'redis', 'db.redis.database_index': 3 },
    open: (url, name) => openRedis(module, url, name),
  };
}

async function openRedis(
  { createClient: create }: RedisModule,
  url: string,
  name: string,
): Promise<DriverSession> {
  const client = clientOf(create({ url: `${url}/3` }));
  client.on('error', () => undefined);
  await client.connect();
  const push = `RPUSH ${name} ?`;
  return {
    stored: () => client.lRange(name, 0, -1),
    writes: {
      command: { write: (text) => client.rPush(name, text), operation: 'RPUSH', statement: push },
      sendCommand: {
        write: (text) => client.sendCommand(['RPUSH', name, text]),
        operation: 'RPUSH',
        statement: push,
      },
      transaction: {
        write: (text) => client.multi().rPush(name, text).exec(),
        operation: 'RPUSH',
        statement: push,
      },
      'transaction of several commands': {
        write: (text) => client.multi().rPush(name, text).get(`${name}-none`).exec(),
        operation: 'RPUSH',
        statement: push,
        after: ['GET'],
      },
      'pipeline of several commands': {
        write: (text) => client.multi().get(`${name}-none`).rPush(name, text).execAsPipeline(),
        operation: 'RPUSH',
        statement: push,
        before: ['GET'],
      },
      pipeline: {
        write: (text) => client.multi().rPush(name, text).execAsPipeline(),
        operation: 'RPUSH',
        statement: push,
      },
    },
    programs: {
      command: { run: () => client.get(name), spans: ['GET'] },
      error: { run: () => client.sendCommand(['INCRBY', name, 'x']), spans: ['INCRBY'] },
      script: {
        run: () => client.eval('return ARGV[1]', { keys: [name], arguments: ['v'] }),
        spans: ['EVAL'],
      },
      transaction: {
        run: () =>
          client
            .multi()
            .rPush(`${name}-list`, 'a')
            .get(`${name}-none`)
            .exec()
            .finally(() => client.del(`${name}-list`)),
        spans: ['RPUSH', 'GET', 'DEL'],
      },
      'error in a transaction': {
        run: async () => {
          await client.set(`${name}-text`, 'x');
          const failed = await client
            .multi()
            .rPush(`${name}-text`, 'a')
            .exec()
            .catch((error: unknown) => String(error));
          await client.del(`${name}-text`);
          return String(failed);
        },
        spans: ['SET', 'RPUSH', 'DEL'],
      },
      'five at once': {
        run: () => Promise.all([1, 2, 3, 4, 5].map((n) => client.get(`${name}-${n}`))),
        spans: Array.from({ length: 5 }, () => 'GET'),
      },
      'end right behind a command': {
        run: async () => {
          const other = client.duplicate();
          await other.connect();
          const answer = other.get(name);
          await other.quit();
          return answer;
        },
        spans: ['GET'],
      },
      'a client that is not open': { run: () => client.duplicate().get(name), spans: ['GET'] },
    },
    writeAll: (texts) =>
      Promise.all(
        texts.map((text, index) =>
          index % 2 === 0 ? client.rPush(name, text) : client.multi().rPush(name, text).exec(),
        ),
      ),
    close: async () => {
      await client.del(name);
      await client.quit();
    },
  };
}

/** The types of the versions differ in what none of the programs uses. */
function clientOf(client: unknown): RedisClient {
  if (isRedisClient(client)) return client;
  throw new Error('This is no client of Redis.');
}

function isRedisClient(client: unknown): client is RedisClient {
  return typeof client === 'object' && client !== null && 'rPush' in client && 'sendCommand' in client;
}
