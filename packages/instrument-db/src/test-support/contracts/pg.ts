import { pipeline } from 'node:stream/promises';
import * as pg from 'pg';
import Cursor from 'pg-cursor';
import { from as copyFrom } from 'pg-copy-streams';
import QueryStream from 'pg-query-stream';
import { suppressed as withoutActivity } from '@openbox/spans';
import type { DriverContract, DriverSession } from '../driver-contract';

/** node-postgres: client, pool, callbacks, cursors and streams. */
export const pgContract: DriverContract = {
  library: 'pg',
  version: '8.23.1',
  server: 'PostgreSQL',
  exports: pg,
  attributes: { 'db.system': 'postgresql', 'db.name': 'postgres', 'db.user': 'postgres' },
  open: openPg,
};

async function openPg(url: string, name: string): Promise<DriverSession> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  await client.query(`CREATE TABLE ${name} (id SERIAL, text TEXT)`);
  const insert = `INSERT INTO ${name} (text) VALUES ($1)`;
  const returning = `${insert} RETURNING id`;
  const copy = `COPY ${name} (text) FROM STDIN`;
  const pipelined = new pg.Client({ connectionString: url, pipeline: true });
  await pipelined.connect();
  const rows = async (sql: string): Promise<unknown[]> =>
    (await client.query<Record<string, unknown>>(sql)).rows;
  return {
    stored: async () =>
      (await client.query<{ text: string }>(`SELECT text FROM ${name} ORDER BY id`)).rows.map(
        ({ text }) => text,
      ),
    writes: {
      promise: { write: (text) => client.query(insert, [text]), operation: 'INSERT', statement: insert },
      callback: {
        write: (text) =>
          new Promise((resolve, reject) => {
            client.query(insert, [text], (error: Error | undefined, result) => {
              if (error) reject(error);
              else resolve(result);
            });
          }),
        operation: 'INSERT',
        statement: insert,
      },
      prepared: {
        write: (text) => client.query({ name: 'insert', text: insert, values: [text] }),
        operation: 'INSERT',
        statement: insert,
      },
      'query object': {
        write: (text) =>
          new Promise((resolve, reject) => {
            const query = client.query(new pg.Query(insert, [text]));
            query.on('error', reject);
            query.on('end', resolve);
          }),
        operation: 'INSERT',
        statement: insert,
      },
      pool: { write: (text) => pool.query(insert, [text]), operation: 'INSERT', statement: insert },
      'pool callback': {
        write: (text) =>
          new Promise((resolve, reject) => {
            pool.connect((error, pooled, done) => {
              if (error || pooled === undefined) {
                reject(error ?? new Error('no client'));
                return;
              }
              pooled.query(insert, [text]).then(resolve, reject).finally(done);
            });
          }),
        operation: 'INSERT',
        statement: insert,
      },
      transaction: {
        write: (text) => inTransaction(client, () => client.query(insert, [text])),
        operation: 'INSERT',
        statement: insert,
        before: ['BEGIN'],
        after: ['COMMIT'],
      },
      'transaction in a pool': {
        write: async (text) => {
          const pooled = await pool.connect();
          return inTransaction(pooled, () => pooled.query(insert, [text])).finally(() => {
            pooled.release();
          });
        },
        operation: 'INSERT',
        statement: insert,
        before: ['BEGIN'],
        after: ['COMMIT'],
      },
      'pipeline mode': {
        write: (text) => pipelined.query(insert, [text]),
        operation: 'INSERT',
        statement: insert,
      },
      'COPY FROM': {
        write: async (text) => {
          const copying = client.query(copyFrom(copy));
          await pipeline([`${text}\n`], copying);
          return copying.rowCount;
        },
        operation: 'COPY',
        statement: copy,
        carriesData: true,
      },
      cursor: {
        write: async (text) => {
          const cursor = client.query(new Cursor(returning, [text]));
          const read: unknown[] = await cursor.read(10);
          await cursor.close();
          return read;
        },
        operation: 'INSERT',
        statement: returning,
      },
      stream: {
        write: async (text) => {
          const read: unknown[] = [];
          for await (const row of client.query(new QueryStream(returning, [text]))) read.push(row);
          return read;
        },
        operation: 'INSERT',
        statement: returning,
      },
    },
    programs: {
      promise: { run: () => rows('SELECT 1 AS one'), spans: ['SELECT'] },
      error: { run: () => rows('SELECT * FROM nowhere'), spans: ['SELECT'] },
      'error in a value': { run: () => client.query('SELECT $1::int', ['x']), spans: ['SELECT'] },
      'two statements': {
        run: async () => {
          const results: unknown = await client.query('SELECT 1 AS a; SELECT 2 AS b');
          return Array.isArray(results) ? results.length : 0;
        },
        spans: ['SELECT', 'SELECT'],
      },
      transaction: {
        run: async () => {
          await client.query('BEGIN');
          await client.query(insert, ['taken back']);
          await client.query('ROLLBACK');
          return rows(`SELECT text FROM ${name}`);
        },
        spans: ['BEGIN', 'INSERT', 'ROLLBACK', 'SELECT'],
      },
      'error in a transaction': {
        run: async () => {
          await client.query('BEGIN');
          const error: unknown = await client.query('SELECT 1/0').catch((thrown: unknown) => thrown);
          await client.query('ROLLBACK');
          return String(error);
        },
        spans: ['BEGIN', 'SELECT', 'ROLLBACK'],
      },
      'pool of five': {
        run: async () =>
          Promise.all(
            [1, 2, 3, 4, 5].map(
              async (n) => (await pool.query<{ n: number }>('SELECT $1::int AS n', [n])).rows[0]?.n,
            ),
          ),
        spans: ['SELECT', 'SELECT', 'SELECT', 'SELECT', 'SELECT'],
      },
      'cursor that is closed early': {
        run: async () => {
          const cursor = client.query(new Cursor('SELECT generate_series(1, 1000) AS n'));
          const read = await cursor.read(2);
          await cursor.close();
          return [read, await rows('SELECT 1 AS after')];
        },
        spans: ['SELECT', 'SELECT'],
      },
      'cursor that is closed at once': {
        run: async () => {
          const cursor = client.query(new Cursor('SELECT generate_series(1, 1000) AS n'));
          await cursor.close();
          return rows('SELECT 1 AS after');
        },
        spans: ['SELECT', 'SELECT'],
      },
      'stream that is destroyed': {
        run: async () => {
          const stream = client.query(
            new QueryStream('SELECT generate_series(1, 1000) AS n', [], { batchSize: 5 }),
          );
          let count = 0;
          for await (const row of stream) {
            count += row === undefined ? 0 : 1;
            if (count === 3) break;
          }
          return [count, await rows('SELECT 1 AS after')];
        },
        spans: ['SELECT', 'SELECT'],
      },
      cancellation: {
        run: async () => {
          const { rows: found } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
          const sleeping = client.query('SELECT pg_sleep(60)').catch((error: unknown) => String(error));
          await cancelWhenSleeping(url, found[0]?.pid);
          return sleeping;
        },
        spans: ['SELECT', 'SELECT'],
      },
    },
    writeAll: (texts) => Promise.all(texts.map((text) => client.query(insert, [text]))),
    close: async () => {
      await client.query(`DROP TABLE ${name}`);
      await client.end();
      await pipelined.end();
      await pool.end();
    },
  };
}

/** As a program does it: takes everything back where one part fails. */
async function inTransaction(on: Pick<pg.Client, 'query'>, write: () => Promise<unknown>): Promise<unknown> {
  await on.query('BEGIN');
  try {
    const result = await write();
    await on.query('COMMIT');
    return result;
  } catch (error) {
    await on.query('ROLLBACK');
    throw error;
  }
}

/** Over a connection that is nobody's concern. */
async function cancelWhenSleeping(url: string, pid: number | undefined): Promise<void> {
  const other = new pg.Client({ connectionString: url });
  await withoutActivity(async () => {
    await other.connect();
    const sleeping =
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND query LIKE '%pg_sleep%'";
    while ((await other.query(sleeping, [pid])).rowCount === 0);
    await other.end();
  });
}
