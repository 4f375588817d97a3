import type { Redis } from 'ioredis';
import type { DriverContract, DriverSession } from '../driver-contract';

const PUSH_SCRIPT = "return redis.call('RPUSH', KEYS[1], ARGV[1])";

type IoredisClient = Pick<
  Redis,
  'rpush' | 'call' | 'multi' | 'pipeline' | 'lrange' | 'get' | 'set' | 'del' | 'incrby' | 'eval' | 'quit'
>;

/** What of ioredis the contract uses; the same in versions 5 and 6. */
type IoredisModule = new (url: string, options: { db: number }) => unknown;

/** ioredis in one of its versions. */
export function ioredisContract(version: string, module: IoredisModule): DriverContract {
  return {
    library: 'ioredis',
    version,
    server: 'Redis',
    exports: module,
    attributes: { 'db.system': 'redis', 'db.redis.database_index': 4 },
    open: (url, name) => openIoredis(module, url, name),
  };
}

async function openIoredis(Client: IoredisModule, url: string, name: string): Promise<DriverSession> {
  const client = clientOf(new Client(url, { db: 4 }));
  await client.get(name);
  const push = `RPUSH ${name} ?`;
  return {
    stored: () => client.lrange(name, 0, -1),
    writes: {
      promise: { write: (text) => client.rpush(name, text), operation: 'RPUSH', statement: push },
      callback: {
        write: (text) =>
          toPromise((done) => {
            // The promise that comes beside the callback is rejected as well.
            client.rpush(name, text, done).catch(() => undefined);
          }),
        operation: 'RPUSH',
        statement: push,
      },
      call: { write: (text) => client.call('RPUSH', name, text), operation: 'RPUSH', statement: push },
      transaction: {
        write: (text) => client.multi().rpush(name, text).exec(),
        operation: 'RPUSH',
        statement: push,
      },
      pipeline: {
        write: (text) => client.pipeline().rpush(name, text).exec(),
        operation: 'RPUSH',
        statement: push,
      },
      'transaction of several commands': {
        write: (text) => client.multi().rpush(name, text).get(`${name}-none`).exec(),
        operation: 'RPUSH',
        statement: push,
        after: ['GET'],
      },
      'pipeline of several commands': {
        write: (text) => client.pipeline().get(`${name}-none`).rpush(name, text).exec(),
        operation: 'RPUSH',
        statement: push,
        before: ['GET'],
      },
      'list of commands': {
        write: (text) => client.multi([['rpush', name, text]]).exec(),
        operation: 'RPUSH',
        statement: push,
      },
      'transaction by hand': {
        write: async (text) => {
          await client.multi({ pipeline: false });
          try {
            await client.rpush(name, text);
            return await client.call('EXEC');
          } catch (error) {
            await client.call('DISCARD');
            throw error;
          }
        },
        operation: 'RPUSH',
        statement: push,
        before: ['MULTI'],
        after: ['EXEC'],
      },
      script: {
        write: (text) => client.eval(PUSH_SCRIPT, 1, name, text),
        operation: 'EVAL',
        statement: `EVAL ${PUSH_SCRIPT} 1 ${name} ?`,
      },
      'pipeline callback': {
        write: (text) =>
          toPromise((done) => {
            client
              .pipeline()
              .rpush(name, text)
              .exec(done)
              .catch(() => undefined);
          }),
        operation: 'RPUSH',
        statement: push,
      },
    },
    programs: {
      command: { run: () => client.get(name), spans: ['GET'] },
      error: { run: () => client.incrby(name, 'x'), spans: ['INCRBY'] },
      script: { run: () => client.eval('return ARGV[1]', 1, name, 'v'), spans: ['EVAL'] },
      transaction: {
        run: () =>
          client
            .multi()
            .rpush(`${name}-list`, 'a')
            .get(`${name}-none`)
            .exec()
            .finally(() => client.del(`${name}-list`)),
        spans: ['RPUSH', 'GET', 'DEL'],
      },
      'transaction by hand': {
        run: async () => {
          await client.multi({ pipeline: false });
          await client.set(`${name}-text`, 'x');
          await client.del(`${name}-text`);
          return client.call('EXEC');
        },
        spans: ['MULTI', 'SET', 'DEL', 'EXEC'],
      },
      'error in a transaction': {
        run: async () => {
          await client.set(`${name}-text`, 'x');
          const failed = await client.multi().rpush(`${name}-text`, 'a').exec();
          await client.del(`${name}-text`);
          return String(failed);
        },
        spans: ['SET', 'RPUSH', 'DEL'],
      },
      'five at once': {
        run: () => Promise.all([1, 2, 3, 4, 5].map((n) => client.get(`${name}-${n}`))),
        spans: Array.from({ length: 5 }, () => 'GET'),
      },
      'first command of a new client': {
        run: async () => {
          const other = clientOf(new Client(url, { db: 4 }));
          const answers = await Promise.all([other.set(`${name}-new`, '1'), other.get(`${name}-new`)]);
          await other.del(`${name}-new`);
          await other.quit();
          return answers;
        },
        spans: ['SET', 'GET', 'DEL'],
      },
      'end right behind a command': {
        run: async () => {
          const other = clientOf(new Client(url, { db: 4 }));
          const answer = other.get(name);
          await other.quit();
          return answer;
        },
        spans: ['GET'],
      },
    },
    writeAll: (texts) =>
      Promise.all(
        texts.map((text, index) =>
          index % 2 === 0 ? client.rpush(name, text) : client.pipeline().rpush(name, text).exec(),
        ),
      ),
    close: async () => {
      await client.del(name);
      await client.quit();
    },
  };
}

function toPromise(call: (done: (error?: Error | null, result?: unknown) => void) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    call((error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

/** The types of the versions differ in what none of the programs uses. */
function clientOf(client: unknown): IoredisClient {
  if (isIoredisClient(client)) return client;
  throw new Error('This is no client of Redis.');
}

function isIoredisClient(client: unknown): client is IoredisClient {
  return typeof client === 'object' && client !== null && 'rpush' in client && 'call' in client;
}
