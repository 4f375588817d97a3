import { Redis as Redis6 } from 'ioredis';
import { Redis as Redis5 } from 'ioredis-5';
import * as mongodb7 from 'mongodb';
import * as mongodb6 from 'mongodb-6';
import * as mysql from 'mysql';
import * as mysql2 from 'mysql2';
import * as pg from 'pg';
import * as redis6 from 'redis';
import * as redis4 from 'redis-4';
import * as redis5 from 'redis-5';
import {
  registerInstrumentations,
  ungovernedOperations,
  WorkflowSpanProcessor,
  type OperationGate,
  type UngovernedOperation,
} from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { instrumentDatabase } from '../databases';
import type { DbLibrary } from '../db-library';
import { runInActivity } from '../test-support/activity-run';
import { describeWithServer } from '../test-support/describe-with-server';
import type { SERVER_VARIABLES } from '../test-support/driver-contract';
import { ImmediateGate } from '../test-support/immediate-gate';
import { RecordingProxy } from '../test-support/recording-proxy';
import { TurnsGate } from '../test-support/turns-gate';

/** A client that connects when it is used. */
interface LazyClient {
  use(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Lets every operation run, and nothing that is none. */
class StrictGate extends InMemoryGate {
  readonly ungoverned: UngovernedOperation[] = [];

  beforeUngoverned(operation: UngovernedOperation): void {
    this.ungoverned.push(operation);
    throw new Error(`nobody asked about ${operation.name} ${operation.target ?? ''}`);
  }
}

interface Row {
  readonly title: string;
  readonly library: DbLibrary;
  readonly exports: readonly unknown[];
  readonly open: (url: string) => LazyClient;
  /** How many connections one use of a new client opens, and how many of them are asked for. */
  readonly opens?: readonly [connections: number, operations: number];
}

const toPromise = (call: (done: (error: unknown, result?: unknown) => void) => unknown): Promise<unknown> =>
  new Promise((resolve, reject) => {
    call((error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });

const mysqlOptions = (url: string): { host: string; port: number; user: string } => {
  const { hostname, port, username } = new URL(url);
  return { host: hostname, port: Number(port), user: username };
};

function redisRow(title: string, module: { createClient: (options: { url: string }) => unknown }): Row {
  return {
    title,
    library: 'redis',
    exports: [module],
    open: (url) => {
      const client = module.createClient({ url }) as ReturnType<typeof redis6.createClient>;
      client.on('error', () => undefined);
      return {
        use: async () => {
          if (!client.isOpen) await client.connect();
          return client.get('a');
        },
        close: async () => (client.isOpen ? client.quit() : undefined),
      };
    },
  };
}

function ioredisRow(
  title: string,
  Client: new (url: string, options: { lazyConnect: true }) => unknown,
): Row {
  return {
    title,
    library: 'ioredis',
    exports: [Client],
    open: (url) => {
      const client = new Client(url, { lazyConnect: true }) as Redis6;
      client.on('error', () => undefined);
      return { use: () => client.get('a'), close: () => client.quit() };
    },
  };
}

function mongodbRow(title: string, name: 'mongodb' | 'mongodb-6', module: typeof mongodb7): Row {
  return {
    title,
    library: 'mongodb',
    exports: [
      { ...module, ...jest.requireActual<object>(`${name}/lib/cmap/connection`) },
      jest.requireActual(`${name}/lib/cmap/connect`),
    ],
    // The client's monitor, and a connection of its pool.
    opens: [2, 2],
    open: (url) => {
      const client = new module.MongoClient(url, { serverSelectionTimeoutMS: 2_000 });
      return { use: () => client.db('test').collection('none').findOne(), close: () => client.close() };
    },
  };
}

const ROWS: Readonly<Record<keyof typeof SERVER_VARIABLES, readonly Row[]>> = {
  PostgreSQL: [
    {
      title: 'a pool of pg',
      library: 'pg',
      exports: [pg],
      open: (url) => {
        const pool = new pg.Pool({ connectionString: url });
        return {
          use: () => pool.query('SELECT 1').then(({ rows }) => rows as unknown),
          close: () => pool.end(),
        };
      },
    },
    {
      title: 'a client of pg',
      library: 'pg',
      exports: [pg],
      open: (url) => ({
        use: async () => {
          const client = new pg.Client(url);
          const answer = client.connect().then(() => undefined);
          const rows = client.query('SELECT 1').then((result) => result.rows as unknown);
          return Promise.all([answer, rows]).finally(() => client.end());
        },
        close: () => Promise.resolve(),
      }),
    },
  ],
  MySQL: [
    {
      title: 'a pool of mysql2',
      library: 'mysql2',
      exports: [mysql2],
      open: (url) => {
        const pool = mysql2.createPool(url).promise();
        return { use: () => pool.query('SELECT 1').then(([rows]) => rows), close: () => pool.end() };
      },
    },
    {
      title: 'a connection of mysql2',
      library: 'mysql2',
      exports: [mysql2],
      open: (url) => ({
        use: () =>
          toPromise((done) => {
            const connection = mysql2.createConnection(url);
            connection.query('SELECT 1', (error, rows) => {
              connection.destroy();
              done(error, rows);
            });
          }),
        close: () => Promise.resolve(),
      }),
    },
    {
      title: 'a pool of mysql',
      library: 'mysql',
      exports: [mysql],
      open: (url) => {
        const pool = mysql.createPool(mysqlOptions(url));
        return {
          use: () => toPromise((done) => pool.query('SELECT 1', done)),
          close: () =>
            toPromise((done) => {
              pool.end(done);
            }),
        };
      },
    },
  ],
  MongoDB: [
    mongodbRow('mongodb 7', 'mongodb', mongodb7),
    mongodbRow('mongodb 6', 'mongodb-6', mongodb6 as never),
  ],
  Redis: [
    redisRow('redis 6', redis6),
    redisRow('redis 5', redis5),
    redisRow('redis 4', redis4),
    ioredisRow('ioredis 6', Redis6),
    ioredisRow('ioredis 5', Redis5),
  ],
};

const refusal: unknown = expect.stringContaining('not there');

for (const [server, rows] of Object.entries(ROWS) as [keyof typeof SERVER_VARIABLES, readonly Row[]][]) {
  describeWithServer(server, `new connections to ${server}`, (serverUrl) => {
    let proxy: RecordingProxy;
    const spans = new WorkflowSpanProcessor();
    beforeEach(async () => {
      proxy = await RecordingProxy.start(serverUrl);
    });
    afterEach(async () => {
      await proxy.close();
    });

    const run = async (
      row: Row,
      client: LazyClient,
      gate: OperationGate | undefined,
    ): ReturnType<typeof runInActivity> => {
      const capture = registerInstrumentations(spans, [
        ...row.exports.map((exports) => instrumentDatabase(row.library, exports)),
        ungovernedOperations(),
      ]);
      try {
        return await runInActivity(spans, gate, () => client.use());
      } finally {
        capture.shutdown();
      }
    };

    describe.each(rows)('$title', (row) => {
      const [connections, operations] = row.opens ?? [1, 1];
      it('are opened as without us where they are allowed, and recorded only where operations are asked for', async () => {
        const ungoverned = row.open(serverUrl);
        const expected = await ungoverned.use();
        await ungoverned.close();
        for (const gate of [
          undefined,
          new InMemoryGate(),
          new TurnsGate(20),
          new ImmediateGate(),
          new StrictGate(),
        ]) {
          const client = row.open(proxy.url);
          const before = proxy.connections;
          const { outcome, spans: recorded } = await run(row, client, gate);
          expect(outcome).toEqual({ returned: expected });
          expect(proxy.connections - before).toBe(connections);
          const opened = recorded.filter(({ name }) => name === 'CONNECT');
          expect(opened).toHaveLength(gate === undefined ? 0 : operations);
          for (const { attributes, status } of opened) {
            expect(attributes).toMatchObject({
              'db.operation': 'CONNECT',
              'net.peer.name': '127.0.0.1',
              'net.peer.port': proxy.port,
            });
            expect(status.code).toBe('UNSET');
          }
          expect((await run(row, client, gate)).outcome).toEqual({ returned: expected });
          expect(gate instanceof StrictGate ? gate.ungoverned : []).toEqual([]);
          await client.close();
        }
      });

      it('are not opened where they are refused, and the client is usable afterwards', async () => {
        for (const Gate of [InMemoryGate, ImmediateGate]) {
          const gate = new Gate(({ name }) =>
            name === 'CONNECT' ? { verdict: 'block', reason: 'not there' } : undefined,
          );
          const client = row.open(proxy.url);
          const before = proxy.connections;
          const { outcome } = await run(row, client, gate);
          expect(outcome).toEqual({ threw: expect.objectContaining({ message: refusal }) });
          expect(proxy.connections).toBe(before);
          expect(gate.completed.filter(({ name }) => name === 'CONNECT')).toEqual([]);
          const again = await run(row, client, new InMemoryGate());
          expect(again.outcome).toHaveProperty('returned');
          await client.close();
        }
      });
    });
  });
}

describeWithServer('Redis', 'a connection that was lost', (serverUrl) => {
  it.each([redisRow('redis 6', redis6), redisRow('redis 4', redis4), ioredisRow('ioredis 6', Redis6)])(
    '$title: is got back by the client without being asked for',
    async (row) => {
      const proxy = await RecordingProxy.start(serverUrl);
      const spans = new WorkflowSpanProcessor();
      const capture = registerInstrumentations(spans, [
        ...row.exports.map((exports) => instrumentDatabase(row.library, exports)),
        ungovernedOperations(),
      ]);
      const client = row.open(proxy.url);
      const gate = new StrictGate();
      const { outcome, spans: recorded } = await runInActivity(spans, gate, async () => {
        await client.use();
        proxy.cut();
        while (proxy.connections < 2) await client.use().catch(() => undefined);
        return client.use();
      });
      expect(outcome).toEqual({ returned: null });
      expect(recorded.filter(({ name }) => name === 'CONNECT')).toHaveLength(1);
      expect(gate.ungoverned).toEqual([]);
      await client.close();
      capture.shutdown();
      await proxy.close();
    },
  );
});
