import * as mysql from 'mysql';
import * as mysql2 from 'mysql2';
import type { RowDataPacket } from 'mysql2';
import { registerInstrumentations, suppressed, WorkflowSpanProcessor, type SpanData } from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { instrumentDatabase } from '../databases';
import { runInActivity, runStatements } from '../test-support/activity-run';
import { describeWithServer } from '../test-support/describe-with-server';
import { HeldGate } from '../test-support/held-gate';
import { TurnsGate } from '../test-support/turns-gate';

const statementsOf = (spans: readonly SpanData[]): unknown[] =>
  spans.map(({ attributes }) => attributes['db.statement']);

describeWithServer('MySQL', 'mysql2 and mysql', (url) => {
  const spans = new WorkflowSpanProcessor();

  it('records named parameters by their names', async () => {
    const capture = registerInstrumentations(spans, [instrumentDatabase('mysql2', mysql2)]);
    const connection = mysql2.createConnection({ uri: url, namedPlaceholders: true }).promise();
    const { spans: recorded } = await runInActivity(spans, new InMemoryGate(), async () => {
      await connection.query('SELECT :text AS text', { text: 'secret' });
      await connection.execute('SELECT :text AS text', { text: 'secret' });
    });
    expect(statementsOf(recorded)).toEqual(['SELECT :text AS text', 'SELECT :text AS text']);
    await connection.end();
    capture.shutdown();
  });

  it('keeps what waits for a connection of the pool with the activity that asked for it', async () => {
    const capture = registerInstrumentations(spans, [
      instrumentDatabase('mysql2', mysql2),
      instrumentDatabase('mysql', mysql),
    ]);
    const { hostname: host, port, username: user } = new URL(url);
    const pool2 = mysql2.createPool({ uri: url, connectionLimit: 1 });
    const pool1 = mysql.createPool({ host, port: Number(port), user, connectionLimit: 1 });
    const query2 = (text: string): Promise<unknown> => pool2.promise().query(text);
    const query1 = (text: string): Promise<unknown> =>
      new Promise((resolve, reject) => {
        pool1.query(text, (error, rows: unknown) => {
          if (error) reject(error);
          else resolve(rows);
        });
      });
    for (const query of [query2, query1]) {
      const run = (texts: readonly string[]): ReturnType<typeof runInActivity> =>
        runStatements(spans, new TurnsGate(3), () => Promise.all(texts.map(query)));
      const runs = await Promise.all([run(['SELECT 1', 'SELECT 2']), run(['SELECT 3', 'SELECT 4'])]);
      expect(runs.map((each) => statementsOf(each.spans))).toEqual([
        ['SELECT 1', 'SELECT 2'],
        ['SELECT 3', 'SELECT 4'],
      ]);
    }
    await pool2.promise().end();
    await new Promise((resolve) => {
      pool1.end(resolve);
    });
    capture.shutdown();
  });

  it('sends nothing when the connection was lost while the verdict was awaited', async () => {
    const capture = registerInstrumentations(spans, [instrumentDatabase('mysql2', mysql2)]);
    const admin = mysql2.createConnection(url).promise();
    const connection = mysql2.createConnection(url);
    connection.on('error', () => undefined);
    const [rows] = await connection.promise().query<RowDataPacket[]>('SELECT CONNECTION_ID() AS id');
    const gate = new HeldGate();
    const { outcome } = await runInActivity(spans, gate, async () => {
      const created = connection.promise().query('CREATE TABLE never_made (a INT)');
      const failed = created.catch((error: unknown) => String(error));
      await gate.untilAsked(1);
      await suppressed(() => admin.query('KILL ?', [rows[0]?.id]));
      return failed;
    }).finally(() => {
      gate.allow(0);
    });
    expect(outcome).toEqual({ returned: expect.stringMatching(/closed|lost|killed/i) });
    const [tables] = await admin.query<RowDataPacket[]>("SHOW TABLES LIKE 'never_made'");
    expect(tables).toEqual([]);
    await admin.end();
    capture.shutdown();
  });

  it('lets an error event without a listener end as without us', async () => {
    const run = async (): Promise<string> => {
      const connection = mysql2.createConnection(url);
      const failed = new Promise<string>((resolve) => {
        connection.on('error', (error) => {
          resolve(String(error));
        });
      });
      connection.query('SELECT * FROM nowhere');
      return failed.finally(() => {
        connection.destroy();
      });
    };
    const expected = await run();
    const capture = registerInstrumentations(spans, [instrumentDatabase('mysql2', mysql2)]);
    const { outcome } = await runInActivity(spans, new InMemoryGate(), run);
    expect(outcome).toEqual({ returned: expected });
    capture.shutdown();
  });
});
