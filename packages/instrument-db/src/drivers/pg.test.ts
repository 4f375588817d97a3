import * as pg from 'pg';
import Cursor from 'pg-cursor';
import { registerInstrumentations, WorkflowSpanProcessor, type Capture } from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { instrumentDatabase } from '../databases';
import { runInActivity, runStatements } from '../test-support/activity-run';
import { describeWithServer } from '../test-support/describe-with-server';
import { HeldGate } from '../test-support/held-gate';
import { TurnsGate } from '../test-support/turns-gate';

describeWithServer('PostgreSQL', 'pg', (url) => {
  let spans: WorkflowSpanProcessor;
  let capture: Capture;
  let client: pg.Client;

  beforeEach(async () => {
    spans = new WorkflowSpanProcessor();
    capture = registerInstrumentations(spans, [instrumentDatabase('pg', pg)]);
    client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
  });

  afterEach(async () => {
    capture.shutdown();
    await client.end();
  });

  it('keeps what waits in one connection with the activity that asked for it', async () => {
    const gate = new TurnsGate(9);
    const [first, outside, second] = await Promise.all([
      runInActivity(spans, gate, () => Promise.all([client.query('SELECT 1'), client.query('SELECT 2')])),
      client.query('SELECT 3'),
      runInActivity(spans, gate, () => client.query('SELECT 4')),
    ]);
    const statements = (run: typeof first): unknown[] =>
      run.spans.map(({ attributes }) => attributes['db.statement']);
    expect(statements(first)).toEqual(['SELECT 1', 'SELECT 2']);
    expect(outside.rowCount).toBe(1);
    expect(statements(second)).toEqual(['SELECT 4']);
  });

  it('keeps what waits for a connection of the pool with the activity that asked for it', async () => {
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    const run = (texts: readonly string[]): ReturnType<typeof runInActivity> =>
      runStatements(spans, new TurnsGate(3), () => Promise.all(texts.map((text) => pool.query(text))));
    const runs = await Promise.all([run(['SELECT 1', 'SELECT 2']), run(['SELECT 3', 'SELECT 4'])]);
    expect(runs.map((each) => each.spans.map(({ attributes }) => attributes['db.statement']))).toEqual([
      ['SELECT 1', 'SELECT 2'],
      ['SELECT 3', 'SELECT 4'],
    ]);
    await pool.end();
  });

  it('refuses one of many in pipeline mode, and keeps the others in step', async () => {
    const pipelined = new pg.Client({ connectionString: url, pipeline: true });
    await pipelined.connect();
    await pipelined.query('CREATE TEMP TABLE notes (text TEXT)');
    const gate = new HeldGate();
    const { outcome } = await runInActivity(spans, gate, async () => {
      const texts = ['a', 'b', 'c', 'd'];
      const all = texts.map((text) =>
        pipelined.query('INSERT INTO notes VALUES ($1) RETURNING text', [text]),
      );
      await gate.untilAsked(4);
      gate.allow(3);
      gate.allow(2);
      gate.allow(0);
      const first = await all[0];
      gate.refuse(1);
      const settled = await Promise.allSettled(all);
      return [
        first?.rows,
        settled.map((each) => (each.status === 'fulfilled' ? each.value.rows : String(each.reason))),
      ];
    });
    expect(outcome).toEqual({
      returned: [
        [{ text: 'a' }],
        [[{ text: 'a' }], expect.stringContaining('held and refused'), [{ text: 'c' }], [{ text: 'd' }]],
      ],
    });
    expect((await pipelined.query('SELECT text FROM notes')).rows).toEqual([
      { text: 'a' },
      { text: 'c' },
      { text: 'd' },
    ]);
    await pipelined.end();
  });

  it('keeps what is not governed in step behind what is held, in pipeline mode', async () => {
    const pipelined = new pg.Client({ connectionString: url, pipeline: true });
    await pipelined.connect();
    const gate = new HeldGate();
    const governed = runInActivity(spans, gate, async () => {
      const { rows } = await pipelined.query<{ n: number }>('SELECT 1 AS n');
      return rows;
    });
    await gate.untilAsked(1);
    const free = pipelined.query('SELECT 2 AS n');
    gate.allow(0);
    expect((await governed).outcome).toEqual({ returned: [{ n: 1 }] });
    expect((await free).rows).toEqual([{ n: 2 }]);
    await pipelined.end();
  });

  it('sends nothing when the connection was lost while the verdict was awaited', async () => {
    const gate = new HeldGate();
    const { outcome, spans: recorded } = await runInActivity(spans, gate, async () => {
      const query = client.query('SELECT 1').catch((error: unknown) => String(error));
      await gate.untilAsked(1);
      const ended = new Promise((resolve) => client.once('end', resolve));
      // As a lost network does.
      Reflect.get(client, 'connection').stream.destroy();
      await ended;
      gate.allow(0);
      return query;
    });
    expect(outcome).toEqual({ returned: 'Error: Connection terminated unexpectedly' });
    expect(recorded).toEqual([
      expect.objectContaining({
        attributes: expect.objectContaining({ 'error.message': 'Connection terminated unexpectedly' }),
      }),
    ]);
  });

  it('does not send a query that timed out while its verdict was awaited, and goes on with the next', async () => {
    const limited = new pg.Client({ connectionString: url, query_timeout: 50 });
    await limited.connect();
    const gate = new HeldGate();
    const { outcome } = await runInActivity(spans, gate, async () => {
      const text = await limited
        .query('CREATE TABLE never_made (a INT)')
        .catch((error: unknown) => String(error));
      const next = limited.query('SELECT 1 AS one');
      gate.allow(0);
      await gate.untilAsked(2);
      gate.allow(1);
      return [text, (await next).rows];
    });
    expect(outcome).toEqual({ returned: ['Error: Query read timeout', [{ one: 1 }]] });
    const { rows } = await client.query(
      "SELECT count(*)::int AS n FROM pg_class WHERE relname = 'never_made'",
    );
    expect(rows).toEqual([{ n: 0 }]);
    await limited.end();
  });

  it('ends the span of a cursor that nobody reads to its end with its activity', async () => {
    const { spans: recorded } = await runInActivity(spans, new InMemoryGate(), async () => {
      await client.query(new Cursor('SELECT generate_series(1, 10)')).read(1);
    });
    expect(recorded.map(({ name }) => name)).toEqual(['SELECT']);
  });

  it('tells the gate how many rows there were', async () => {
    const gate = new InMemoryGate();
    await runInActivity(spans, gate, () => client.query('SELECT generate_series(1, 3)'));
    expect(gate.completed.map(({ facts }) => facts)).toEqual([expect.objectContaining({ rowCount: 3 })]);
  });

  // covers: W68
  it('bounds a huge statement', async () => {
    const huge = `SELECT '${'x'.repeat(100_000)}'`;
    const { spans: recorded } = await runInActivity(spans, undefined, () => client.query(huge));
    const statement = String(recorded[0]?.attributes['db.statement']);
    expect(statement.length).toBeLessThan(17_000);
    expect(statement).toContain(`[truncated, ${huge.length} total chars]`);
  });

  it('fails as the driver does where it is called wrongly', async () => {
    const { outcome } = await runInActivity(spans, new InMemoryGate(), async () => {
      const results: string[] = [];
      for (const wrong of [null, {}, { text: 'SELECT $1', values: 'x' }]) {
        try {
          await client.query(...wrongly(wrong));
        } catch (error) {
          results.push(String(error));
        }
      }
      return [results, (await client.query('SELECT 1 AS one')).rows];
    });
    expect(outcome).toEqual({
      returned: [
        [
          'TypeError: Client was passed a null or undefined query',
          'Error: A query must have either text or a name. Supplying neither is unsupported.',
          'Error: Query values must be an array',
        ],
        [{ one: 1 }],
      ],
    });
  });
});

/** What a program without types may hand over. */
function wrongly(config: unknown): [string] {
  return [config as string];
}
