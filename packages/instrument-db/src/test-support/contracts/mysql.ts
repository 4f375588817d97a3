import * as mysql from 'mysql';
import type { DriverContract, DriverSession } from '../driver-contract';

/** mysql 2: callbacks, pools and streams. */
export const mysqlContract: DriverContract = {
  library: 'mysql',
  version: '2.18.1',
  server: 'MySQL',
  exports: mysql,
  attributes: { 'db.system': 'mysql', 'db.name': 'test', 'db.user': 'root' },
  open: openMysql,
};

type Queryable = Pick<mysql.Connection, 'query'>;

async function openMysql(url: string, name: string): Promise<DriverSession> {
  const { hostname: host, port, username: user } = new URL(url);
  const server = { host, port: Number(port), user, database: 'test' };
  const connection = mysql.createConnection({ ...server, multipleStatements: true });
  const pool = mysql.createPool({ ...server, connectionLimit: 2 });
  const insert = `INSERT INTO ${name} (text) VALUES (?)`;
  const query = (on: Queryable, sql: string | mysql.QueryOptions, values?: unknown[]): Promise<unknown> =>
    toPromise((done) => on.query(sql, values, done));
  const style = (write: (text: string) => Promise<unknown>): DriverSession['writes'][string] => ({
    write,
    operation: 'INSERT',
    statement: insert,
  });
  await query(connection, `CREATE TABLE ${name} (id INT AUTO_INCREMENT PRIMARY KEY, text TEXT)`);
  return {
    stored: async () => {
      const found = await query(connection, `SELECT text FROM ${name} ORDER BY id`);
      return Array.isArray(found) ? found.map(({ text }: { text: string }) => text) : [];
    },
    writes: {
      callback: style((text) => query(connection, insert, [text])),
      'options object': style((text) => query(connection, { sql: insert, values: [text] })),
      pool: style((text) => query(pool, insert, [text])),
      'pool connection': style(async (text) => {
        const pooled = await new Promise<mysql.PoolConnection>((resolve, reject) => {
          pool.getConnection((error: mysql.MysqlError | undefined, got) => {
            if (error) reject(error);
            else resolve(got);
          });
        });
        return query(pooled, insert, [text]).finally(() => pooled.release());
      }),
      'text of several statements': {
        ...style((text) => query(connection, `${insert}; SELECT 1`, [text])),
        after: ['SELECT'],
      },
      transaction: {
        ...style(async (text) => {
          await toPromise((done) => connection.beginTransaction(done));
          try {
            const result = await query(connection, insert, [text]);
            await toPromise((done) => connection.commit(done));
            return result;
          } catch (error) {
            await toPromise((done) => connection.rollback(done));
            throw error;
          }
        }),
        before: ['START'],
        after: ['COMMIT'],
      },
      stream: style((text) => readAll(connection.query(insert, [text]))),
    },
    programs: {
      callback: { run: () => query(connection, 'SELECT 1 AS one'), spans: ['SELECT'] },
      error: { run: () => query(connection, 'SELECT * FROM nowhere'), spans: ['SELECT'] },
      'time limit that is not reached': {
        run: () => query(connection, { sql: 'SELECT 1 AS one', timeout: 20_000 }),
        spans: ['SELECT'],
      },
      'casts of its own': {
        run: () => query(connection, { sql: 'SELECT 1 AS one', typeCast: false }),
        spans: ['SELECT'],
      },
      transaction: {
        run: async () => {
          await toPromise((done) => connection.beginTransaction(done));
          await query(connection, insert, ['taken back']);
          await toPromise((done) => connection.rollback(done));
          return query(connection, `SELECT text FROM ${name}`);
        },
        spans: ['START', 'INSERT', 'ROLLBACK', 'SELECT'],
      },
      'pool of five': {
        run: () => Promise.all([1, 2, 3, 4, 5].map((n) => query(pool, 'SELECT ? AS n', [n]))),
        spans: Array.from({ length: 5 }, () => 'SELECT'),
      },
      stream: {
        run: () => readAll(connection.query('SELECT 1 AS n UNION SELECT 2')),
        spans: ['SELECT'],
      },
      cancellation: {
        run: async () => {
          const other = mysql.createConnection(url);
          const sql = { sql: 'SELECT SLEEP(1)', timeout: 50 };
          const message = await query(other, sql).catch((error: unknown) => String(error));
          other.destroy();
          return message;
        },
        spans: ['SELECT'],
      },
      'end right behind a query': {
        run: async () => {
          const other = mysql.createConnection(url);
          const answer = query(other, 'SELECT 1 AS one');
          await toPromise((done) => other.end(done));
          return answer;
        },
        spans: ['SELECT'],
      },
    },
    writeAll: (texts) => Promise.all(texts.map((text) => query(connection, insert, [text]))),
    close: async () => {
      await query(connection, `DROP TABLE ${name}`);
      await toPromise((done) => connection.end(done));
      await toPromise((done) => pool.end(done));
    },
  };
}

function toPromise(
  call: (done: (error: Error | null | undefined, result?: unknown) => void) => unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    call((error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}

function readAll(query: mysql.Query): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const read: unknown[] = [];
    const stream = query.stream();
    stream.on('data', (row: unknown) => read.push(row));
    stream.on('error', reject);
    stream.on('end', () => resolve(read));
  });
}
