import { Cluster, Redis } from 'ioredis';
import { registerInstrumentations, WorkflowSpanProcessor } from '@openbox/spans';
import { InMemoryGate } from '@openbox/spans/testing';
import { instrumentDatabase } from '../databases';
import { runInActivity } from '../test-support/activity-run';
import { describeWithServer } from '../test-support/describe-with-server';
import { runProgram } from '../test-support/run-program';
import { TurnsGate } from '../test-support/turns-gate';

describeWithServer('Redis', 'ioredis', (url) => {
  const spans = new WorkflowSpanProcessor();

  it('follows the selected database, and does not ask for what a connection sends by itself', async () => {
    const capture = registerInstrumentations(spans, [instrumentDatabase('ioredis', Redis)]);
    const gate = new TurnsGate(4);
    const { spans: recorded } = await runInActivity(spans, gate, async () => {
      const client = new Redis(url, { db: 6, connectionName: 'named', readOnly: false });
      await client.get('a');
      await client.select(7);
      await client.get('b');
      await client.quit();
    });
    expect(recorded.map(({ name, attributes }) => [name, attributes['db.redis.database_index']])).toEqual([
      ['GET', 6],
      ['CONNECT', 6],
      ['SELECT', 6],
      ['GET', 7],
    ]);
    capture.shutdown();
  });

  it('says in which database each command runs', async () => {
    const capture = registerInstrumentations(spans, [instrumentDatabase('ioredis', Redis)]);
    const client = new Redis(url, { db: 6 });
    const gate = new InMemoryGate();
    await runInActivity(spans, gate, async () => {
      const selected = client.select(7);
      await client.dbsize();
      await selected;
      await client.pipeline().dbsize().select(8).dbsize().exec();
      await client.multi().dbsize().select(9).dbsize().exec();
      await client.dbsize();
    });
    const databases = gate.started.flatMap((operation) =>
      operation.type === 'db_query' && operation.name === 'DBSIZE' ? [operation.facts.databaseIndex] : [],
    );
    expect(databases).toEqual([7, 7, 8, 8, 9, 9]);
    await client.quit();
    capture.shutdown();
  });

  it('knows a cluster client', () => {
    const sendCommand = (): unknown => Reflect.get(Cluster.prototype, 'sendCommand');
    const original = sendCommand();
    const capture = registerInstrumentations(spans, [instrumentDatabase('ioredis', Redis)]);
    expect(sendCommand()).not.toBe(original);
    capture.shutdown();
    expect(sendCommand()).toBe(original);
  });

  it('lets a promise that nobody handles be unhandled, as without us', async () => {
    const source = `
      enable(['ioredis']);
      const client = new (require('ioredis'))(process.env.DB_URL);
      const unhandled = [];
      process.on('unhandledRejection', (error) => unhandled.push(error.message));
      (async () => {
        await client.set('text', 'x');
        await inActivity(async () => { client.incr('text'); await client.get('text'); });
        await new Promise(setImmediate);
        await client.del('text');
        await client.quit();
        report(unhandled);
      })();`;
    expect(await runProgram(source, { env: { DB_URL: url } })).toEqual([
      'ERR value is not an integer or out of range',
    ]);
  });

  // covers: 131
  it('keeps activities apart that share an automatic pipeline, and refuses one command of it', async () => {
    const source = `
      const capture = enable(['ioredis']);
      const client = new (require('ioredis'))(process.env.DB_URL, { enableAutoPipelining: true });
      (async () => {
        await client.get('first');
        const runs = await Promise.all([
          inActivity(() => Promise.all([client.set('a', '1'), client.get('a')])),
          inActivity(() => client.get('b')),
          client.get('c').then(() => []),
        ]);
        await client.del('a');
        await client.quit();
        report(runs);
      })();`;
    expect(await runProgram(source, { env: { DB_URL: url } })).toEqual([['SET', 'GET'], ['GET'], []]);
  });

  it('governs an automatic pipeline as a whole where only the class was handed in', async () => {
    const capture = registerInstrumentations(spans, [instrumentDatabase('ioredis', Redis)]);
    const client = new Redis(url, { enableAutoPipelining: true });
    await client.ping();
    const { outcome } = await runInActivity(
      spans,
      new InMemoryGate(() => ({ verdict: 'block', reason: 'no' })),
      () => client.set('never', '1'),
    );
    expect(outcome).toEqual({ threw: expect.objectContaining({ name: 'GovernanceRefusedError' }) });
    capture.shutdown();
    expect(await client.get('never')).toBeNull();
    await client.quit();
  });
});
