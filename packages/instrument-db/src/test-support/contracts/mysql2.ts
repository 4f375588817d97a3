import * as mysql2 from 'mysql2';
import type { ResultSetHeader, RowDataPacket } from 'mysql2';
import type { Connection } from 'mysql2/promise';
import type { DriverContract, DriverSession } from '../driver-contract';

/** mysql2: callbacks, promises, pools, prepared statements and streams. */
export const mysql2Contract: DriverContract = {
  library: 'mysql2',
  version: '3.24.6',
  server: 'MySQL',
  exports: mysql2,
  attributes: { 'db.system': 'mysql', 'db.name': 'test', 'db.user': 'root' },
  open: openMysql2,
};

async function openMysql2(url: string, name: string): Promise<DriverSession> {
  const connection = mysql2.createConnection({ uri: url, multipleStatements: true });
  const promise = connection.promise();
  const pool = mysql2.createPool({ uri: url, connectionLimit: 2 });
  await promise.query(`CREATE TABLE ${name} (id INT AUTO_INCREMENT PRIMARY KEY, text TEXT)`);
  const insert = `INSERT INTO ${name} (text) VALUES (?)`;
  // Spelt in another way, so that it can be told from the others at the server.
  const byHand = `INSERT INTO ${name}(text) VALUES (?)`;
  const style = (write: (text: string) => Promise<unknown>): DriverSession['writes'][string] => ({
    write,
    operation: 'INSERT',
    statement: insert,
  });
  const rows = async (sql: string, values: unknown[] = []): Promise<unknown> =>
    (await promise.query<RowDataPacket[]>(sql, values))[0];
  return {
    stored: async () =>
      (await promise.query<RowDataPacket[]>(`SELECT text FROM ${name} ORDER BY id`))[0].map(({ text }) =>
        String(text),
      ),
    writes: {
      promise: style((text) => promise.query<ResultSetHeader>(insert, [text])),
      callback: style((text) => toPromise((done) => connection.query(insert, [text], done))),
      'options object': style((text) => promise.query({ sql: insert, values: [text] })),
      execute: style((text) => promise.execute<ResultSetHeader>(insert, [text])),
      'execute callback': style((text) => toPromise((done) => connection.execute(insert, [text], done))),
      pool: style((text) => pool.promise().query(insert, [text])),
      'pool callback': style((text) => toPromise((done) => pool.query(insert, [text], done))),
      'pool execute': style((text) => pool.promise().execute(insert, [text])),
      'pool connection': style(async (text) => {
        const pooled = await pool.promise().getConnection();
        return pooled.query(insert, [text]).finally(() => pooled.release());
      }),
      'text of several statements': {
        ...style((text) => promise.query(`${insert}; SELECT 1`, [text])),
        after: ['SELECT'],
      },
      transaction: {
        ...style((text) => inTransaction(promise, () => promise.query(insert, [text]))),
        before: ['START'],
        after: ['COMMIT'],
      },
      'transaction in a pool': {
        ...style(async (text) => {
          const pooled = await pool.promise().getConnection();
          return inTransaction(pooled, () => pooled.query(insert, [text])).finally(() => {
            pooled.release();
          });
        }),
        before: ['START'],
        after: ['COMMIT'],
      },
      'prepared statement': {
        ...style(async (text) => {
          const prepared = await promise.prepare(byHand);
          return prepared.execute([text]).finally(() => {
            connection.unprepare(byHand);
          });
        }),
        statement: byHand,
        before: ['PREPARE'],
      },
      stream: style(async (text) => {
        const events: unknown[] = [];
        for await (const event of connection.query(insert, [text]).stream()) events.push(event);
        return events;
      }),
    },
    programs: {
      promise: { run: () => rows('SELECT 1 AS one'), spans: ['SELECT'] },
      error: { run: () => rows('SELECT * FROM nowhere'), spans: ['SELECT'] },
      'error of execute': {
        run: () => promise.execute('SELECT * FROM nowhere WHERE a = ?', [1]),
        spans: ['SELECT'],
      },
      'error of a parameter': {
        run: async () => promise.execute({ sql: 'SELECT ?', values: [undefined] }),
        spans: [],
      },
      'error of a stream': {
        run: async () => {
          for await (const row of connection.query('SELECT * FROM nowhere').stream())
            expect(row).toBeUndefined();
        },
        spans: ['SELECT'],
      },
      'two statements': { run: () => rows('SELECT 1 AS a; SELECT 2 AS b'), spans: ['SELECT', 'SELECT'] },
      'prepared by hand': {
        run: async () => {
          const statement = await promise.prepare('SELECT ? AS n');
          const [first] = await statement.execute([1]);
          const [second] = await statement.execute([2]);
          // Which closes it as well; closed by itself it would stay in the driver's cache.
          connection.unprepare('SELECT ? AS n');
          return [first, second];
        },
        spans: ['PREPARE', 'SELECT', 'SELECT'],
      },
      transaction: {
        run: async () => {
          await promise.beginTransaction();
          await promise.query(insert, ['taken back']);
          await promise.rollback();
          return rows(`SELECT text FROM ${name}`);
        },
        spans: ['START', 'INSERT', 'ROLLBACK', 'SELECT'],
      },
      'pool of five': {
        run: () =>
          Promise.all(
            [1, 2, 3, 4, 5].map(
              async (n) => (await pool.promise().query<RowDataPacket[]>('SELECT ? AS n', [n]))[0],
            ),
          ),
        spans: Array.from({ length: 5 }, () => 'SELECT'),
      },
      stream: {
        run: async () => {
          const read: unknown[] = [];
          for await (const row of connection.query('SELECT 1 AS n UNION SELECT 2').stream()) read.push(row);
          return read;
        },
        spans: ['SELECT'],
      },
      cancellation: {
        run: async () => {
          const waiting = promise.query({ sql: 'SELECT SLEEP(1)', timeout: 50 });
          return waiting.catch((error: unknown) => String(error));
        },
        spans: ['SELECT'],
      },
      'end right behind a query': {
        run: async () => {
          const other = mysql2.createConnection({ uri: url });
          const answer = toPromise((done) => other.query('SELECT 1 AS one', done));
          await other.promise().end();
          return answer;
        },
        spans: ['SELECT'],
      },
    },
    writeAll: (texts) =>
      Promise.all(
        texts.map((text, index) =>
          index % 2 === 0 ? promise.query(insert, [text]) : promise.execute(insert, [text]),
        ),
      ),
    close: async () => {
      await promise.query(`DROP TABLE ${name}`);
      await promise.end();
      await pool.promise().end();
    },
  };
}

/** As a program does it: takes everything back where one part fails. */
async function inTransaction(
  on: Pick<Connection, 'beginTransaction' | 'commit' | 'rollback'>,
  write: () => Promise<unknown>,
): Promise<unknown> {
  await on.beginTransaction();
  try {
    const result = await write();
    await on.commit();
    return result;
  } catch (error) {
    await on.rollback();
    throw error;
  }
}

function toPromise(
  call: (done: (error: Error | null, result: unknown) => void) => unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    call((error, result) => {
      if (error) reject(error);
      else resolve(result);
    });
  });
}
