import * as redis6 from 'redis';
import * as redis4 from 'redis-4';
import * as redis5 from 'redis-5';
import {
  registerInstrumentations,
  WorkflowSpanProcessor,
  type Operation,
  type SpanData,
} from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { instrumentDatabase } from '../databases';
import { runInActivity } from '../test-support/activity-run';
import { describeWithServer } from '../test-support/describe-with-server';
import { HeldGate } from '../test-support/held-gate';
import { TurnsGate } from '../test-support/turns-gate';

const ONE_CONNECTION = { minimum: 1, maximum: 1 };

/** What versions 5 and 6 have in common of what is used here. */
interface Reader {
  get(key: string): Promise<unknown>;
}
type Opened = [
  client: Reader & {
    connect(): Promise<unknown>;
    select(index: number): Promise<unknown>;
    withTypeMapping(mapping: object): Reader;
    quit(): Promise<unknown>;
  },
  pool: Reader & { connect(): Promise<unknown>; close(): Promise<unknown> },
];

interface SwitchingBatch {
  dbSize(): SwitchingBatch;
  select(index: number): SwitchingBatch;
  exec(): Promise<unknown>;
}
interface Switching {
  connect(): Promise<unknown>;
  dbSize(): Promise<unknown>;
  select(index: number): Promise<unknown>;
  multi(): SwitchingBatch;
  quit(): Promise<unknown>;
}

const databasesOf = (operations: readonly Operation[], verb: string): unknown[] =>
  operations.flatMap((operation) =>
    operation.type === 'db_query' && operation.name === verb ? [operation.facts.databaseIndex] : [],
  );

const statementsOf = (spans: readonly SpanData[]): unknown[] =>
  spans.map(({ attributes }) => attributes['db.statement']);

describeWithServer('Redis', 'node-redis', (url) => {
  const spans = new WorkflowSpanProcessor();
  const options = { url: `${url}/6` };

  it.each([
    [
      '6',
      (): Opened => [redis6.createClient(options), redis6.createClientPool(options, ONE_CONNECTION)],
      redis6,
    ],
    [
      '5',
      (): Opened => [redis5.createClient(options), redis5.createClientPool(options, ONE_CONNECTION)],
      redis5,
    ],
  ])(
    '%s: follows the selected database, pools and options of one command',
    async (_version, open, exports) => {
      const capture = registerInstrumentations(spans, [instrumentDatabase('redis', exports)]);
      const [client, pool] = open();
      await client.connect();
      await pool.connect();
      const { spans: recorded } = await runInActivity(spans, new InMemoryGate(), async () => {
        await client.withTypeMapping({}).get('a');
        await client.select(7);
        await client.get('b');
      });
      expect(recorded.map(({ attributes }) => attributes['db.redis.database_index'])).toEqual([6, 6, 7]);

      const gate = new TurnsGate(3);
      const inPool = (keys: readonly string[]): ReturnType<typeof runInActivity> =>
        runInActivity(spans, gate, () => Promise.all(keys.map((key) => pool.get(key))));
      const runs = await Promise.all([inPool(['a', 'b']), inPool(['c', 'd'])]);
      expect(runs.map((run) => statementsOf(run.spans))).toEqual([
        ['GET a', 'GET b'],
        ['GET c', 'GET d'],
      ]);
      await pool.close();
      await client.quit();
      capture.shutdown();
    },
  );

  it('4: asks once for a command that goes to a client of its own', async () => {
    const capture = registerInstrumentations(spans, [instrumentDatabase('redis', redis4)]);
    const client = redis4.createClient(options);
    await client.connect();
    const { spans: recorded } = await runInActivity(spans, new InMemoryGate(), async () => {
      await client.get(redis4.commandOptions({ isolated: true }), 'a');
      await client.hSet('hash', { field: 'value' });
      await client.del('hash');
      await client.select(7);
      await client.clientGetName();
    });
    expect(recorded.shift()?.name).toBe('CONNECT');
    expect(statementsOf(recorded)).toEqual([
      'GET a',
      'HSET hash ?',
      'DEL hash',
      'SELECT 7',
      'CLIENT GETNAME',
    ]);
    expect(recorded.at(-1)?.attributes['db.redis.database_index']).toBe(7);
    await client.quit();
    capture.shutdown();
  });

  it.each([
    ['6', (): Switching => redis6.createClient(options), redis6],
    ['5', (): Switching => redis5.createClient(options), redis5],
    ['4', (): Switching => redis4.createClient(options), redis4],
  ])('%s: says in which database each command runs', async (_version, create, exports) => {
    const capture = registerInstrumentations(spans, [instrumentDatabase('redis', exports)]);
    const client = create();
    await client.connect();
    const gate = new InMemoryGate();
    await runInActivity(spans, gate, async () => {
      const selected = client.select(7);
      await client.dbSize();
      await selected;
      await client.multi().dbSize().select(8).dbSize().exec();
      await client.dbSize();
    });
    expect(databasesOf(gate.started, 'DBSIZE')).toEqual([7, 7, 8, 8]);
    await client.quit();
    capture.shutdown();
  });

  it('sends a batch only when all of it may run, and nothing of one that may not', async () => {
    const capture = registerInstrumentations(spans, [instrumentDatabase('redis', redis6)]);
    const client = await redis6.createClient(options).connect();
    await client.set('kept', 'before');
    const gate = new HeldGate();
    const { outcome, spans: recorded } = await runInActivity(spans, gate, async () => {
      const batch = client.multi().set('kept', 'after').del('kept').exec();
      await gate.untilAsked(2);
      gate.allow(0);
      gate.refuse(1);
      return batch;
    });
    expect(outcome).toEqual({ threw: expect.objectContaining({ name: 'GovernanceRefusedError' }) });
    expect(statementsOf(recorded)).toEqual(['SET kept ?', 'DEL kept']);
    expect(await client.get('kept')).toBe('before');
    await client.del('kept');
    await client.quit();
    capture.shutdown();
  });
});
