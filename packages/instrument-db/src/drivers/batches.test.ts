import { Redis } from 'ioredis';
import * as mysql from 'mysql';
import * as mysql2 from 'mysql2';
import * as pg from 'pg';
import * as redis from 'redis';
import { registerInstrumentations, WorkflowSpanProcessor, type SpanData } from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { instrumentDatabase } from '../databases';
import type { DbLibrary } from '../db-library';
import { runInActivity } from '../test-support/activity-run';
import { describeWithServer } from '../test-support/describe-with-server';

/** What mysql and mysql2 have in common. */
interface SqlConnection {
  query(text: string, done: (error: Error | null, rows: unknown) => void): unknown;
  end(done: (error?: unknown) => void): unknown;
}

const refusing = (name: string): InMemoryGate =>
  new InMemoryGate((operation) =>
    operation.name === name ? { verdict: 'block', reason: 'not this one' } : undefined,
  );

/** Each operation with the message of its error, if it failed. */
const ended = (spans: readonly SpanData[]): unknown[] =>
  spans.map(({ attributes }) => [attributes['db.statement'], attributes['error.message'] ?? 'ok']);

const refused: unknown = expect.stringContaining('not this one');

describe('batches', () => {
  const spans = new WorkflowSpanProcessor();
  let shutdown: () => void;

  function enable(library: DbLibrary, exports: unknown): void {
    const capture = registerInstrumentations(spans, [instrumentDatabase(library, exports)]);
    shutdown = (): void => {
      capture.shutdown();
    };
  }
  afterEach(() => {
    shutdown();
  });

  describeWithServer('Redis', 'of Redis', (url) => {
    it.each(['multi', 'pipeline'] as const)('ioredis: each command of a %s is an operation', async (form) => {
      enable('ioredis', Redis);
      const client = new Redis(url, { db: 8 });
      await client.set('text', 'x');
      const batch = (told: unknown[]): Promise<unknown> =>
        client[form]()
          .set('a', '1')
          .incr('text', (error: unknown) => told.push(String(error)))
          .get('a')
          .exec();
      const run = await runInActivity(spans, new InMemoryGate(), () => batch([]));
      expect(run.outcome).toHaveProperty('returned');
      expect(ended(run.spans)).toEqual([
        ['SET a ?', 'ok'],
        ['INCR text', 'ERR value is not an integer or out of range'],
        ['GET a', 'ok'],
      ]);
      await client.del('a');

      const told: unknown[] = [];
      const second = await runInActivity(spans, refusing('INCR'), () => batch(told));
      expect(second.outcome).toEqual({
        threw: expect.objectContaining({ name: 'GovernanceRefusedError' }),
      });
      expect(ended(second.spans).slice(0, 2)).toEqual([
        ['SET a ?', refused],
        ['INCR text', refused],
      ]);
      expect(told).toEqual([refused]);
      expect(await client.get('a')).toBeNull();
      await client.del('text');
      await client.quit();
    });

    it.each(['exec', 'execAsPipeline'] as const)(
      'redis: each command of %s is an operation',
      async (form) => {
        enable('redis', redis);
        const client = redis.createClient({ url, database: 8 });
        await client.connect();
        await client.set('text', 'x');
        const batch = (): Promise<unknown> => client.multi().set('a', '1').incr('text').get('a')[form]();
        const run = await runInActivity(spans, new InMemoryGate(), batch);
        expect(run.outcome).toHaveProperty('threw');
        expect(ended(run.spans)[1]).toEqual(['INCR text', 'ERR value is not an integer or out of range']);
        expect(run.spans).toHaveLength(3);
        await client.del('a');

        const second = await runInActivity(spans, refusing('INCR'), batch);
        expect(second.outcome).toEqual({
          threw: expect.objectContaining({ name: 'GovernanceRefusedError' }),
        });
        expect(await client.get('a')).toBeNull();
        await client.del('text');
        await client.quit();
      },
    );
  });

  describeWithServer('PostgreSQL', 'of PostgreSQL', (url) => {
    it('pg: each statement of a text is an operation', async () => {
      enable('pg', pg);
      const client = new pg.Client(url);
      await client.connect();
      await client.query('CREATE TEMP TABLE notes (text TEXT)');
      const text = "INSERT INTO notes VALUES ('a;b'), ('c'); DELETE FROM notes WHERE text = 'c'; SELECT 1";
      const query = (): Promise<unknown> => client.query(text);
      const gate = new InMemoryGate();
      const run = await runInActivity(spans, gate, query);
      expect(run.spans.map(({ name }) => name)).toEqual(['INSERT', 'DELETE', 'SELECT']);
      expect(gate.completed.map(({ facts }) => facts)).toEqual(
        [2, 1, 1].map((rowCount): unknown => expect.objectContaining({ rowCount })),
      );
      await client.query('DELETE FROM notes');

      const second = await runInActivity(spans, refusing('DELETE'), query);
      expect(second.outcome).toEqual({ threw: expect.objectContaining({ name: 'GovernanceRefusedError' }) });
      expect((await client.query('SELECT * FROM notes')).rows).toEqual([]);

      const failing = await runInActivity(spans, new InMemoryGate(), () =>
        client.query<object>('SELECT 1; SELECT 1/0'),
      );
      expect(ended(failing.spans)).toEqual([
        ['SELECT 1', 'division by zero'],
        ['SELECT 1/0', 'division by zero'],
      ]);
      await client.end();
    });
  });

  describeWithServer('MySQL', 'of MySQL', (url) => {
    const { hostname: host, port, username: user } = new URL(url);
    const options = { host, port: Number(port), user, database: 'test', multipleStatements: true };

    it.each([
      ['mysql', mysql, (): SqlConnection => mysql.createConnection(options)],
      ['mysql2', mysql2, (): SqlConnection => mysql2.createConnection(options)],
    ] as const)('%s: each statement of a text is an operation', async (library, exports, open) => {
      enable(library, exports);
      const connection = open();
      const query = (text: string): Promise<unknown> =>
        new Promise((resolve, reject) => {
          connection.query(text, (error: Error | null, rows: unknown) => {
            if (error) reject(error);
            else resolve(rows);
          });
        });
      await query('CREATE TEMPORARY TABLE notes (text TEXT)');
      const text = "INSERT INTO notes VALUES ('a;b'); DELETE FROM notes; SELECT * FROM nowhere; SELECT 1";
      const run = await runInActivity(spans, new InMemoryGate(), () => query(text));
      const missing: unknown = expect.stringContaining('nowhere');
      expect(ended(run.spans)).toEqual([
        ["INSERT INTO notes VALUES ('a;b')", 'ok'],
        ['DELETE FROM notes', 'ok'],
        ['SELECT * FROM nowhere', missing],
        ['SELECT 1', missing],
      ]);
      const second = await runInActivity(spans, refusing('DELETE'), () => query(text));
      expect(second.outcome).toEqual({ threw: expect.objectContaining({ name: 'GovernanceRefusedError' }) });
      expect(await query('SELECT * FROM notes')).toEqual([]);
      await new Promise((resolve) => {
        connection.end(resolve);
      });
    });
  });
});
