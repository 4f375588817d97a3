import { CoreClient } from '@openbox/core-client';
import { createGovernanceActivities } from '@openbox/temporal';
import { Worker } from '@temporalio/worker';
import { json, verdict } from './harness/core-reply';
import { createDeferred } from './harness/deferred';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { runWorker, withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { swallowRefusal, takeUpdates } from './workflows';

const temporal = useTemporal();
const work = jest.fn((_text?: string) => Promise.resolve('worked'));
const worker = useWorker(temporal, { activities: { work }, skipSignals: ['unreported'] });
const received = { event_type: 'SignalReceived' } as const;
/** So short that a slow verdict cannot be waited for before the update is accepted. */
const brief = { workflowTaskTimeout: '1s' } as const;
const stop = { cause: { type: 'GovernanceStop', message: 'Governance blocked: no milk' } };

beforeEach(() => jest.clearAllMocks());

/** Has Core think about updates until it is told to go on; then it gives its verdict. */
function thinkAboutUpdates(name: string): () => void {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type !== 'SignalReceived') return undefined;
    await gate.promise;
    return verdict(name, { reason: 'no milk' });
  };
  return () => gate.resolve();
}

test.each([
  ['a handler without effects', takeUpdates, 'keep'],
  ['a handler with an effect', takeUpdates, 'act'],
  ['a handler that swallows its refusal', swallowRefusal, 'act'],
])(
  'a verdict that comes after the update was accepted still refuses it: %s',
  async (_kind, workflow, name) => {
    const decide = thinkAboutUpdates('block');
    const handle = await worker.run.start(workflow, brief);
    const update = await handle.startUpdate(name, { args: ['milk'], waitForStage: 'ACCEPTED' });
    expect(work).not.toHaveBeenCalled();
    decide();

    await expect(update.result()).rejects.toMatchObject(stop);
    expect(work).not.toHaveBeenCalled();
    expect(worker.core.eventsLike(received)).toHaveLength(1);
  },
);

test('a verdict that comes after the update was accepted lets it go on', async () => {
  const decide = thinkAboutUpdates('allow');
  const handle = await worker.run.start(takeUpdates, brief);
  const update = await handle.startUpdate('act', { args: ['milk'], waitForStage: 'ACCEPTED' });
  expect(work).not.toHaveBeenCalled();
  decide();

  expect(await update.result()).toBe('worked on milk');
  expect(worker.core.eventsLike(received)).toHaveLength(1);
});

test('an update that is not to be reported waits for no verdict', async () => {
  const decide = thinkAboutUpdates('allow');
  const handle = await worker.run.start(takeUpdates, brief);
  await handle.signal('poke');
  await eventually('Core is asked', () => worker.core.eventsLike(received).length === 1);

  expect(await handle.executeUpdate('unreported', { args: ['milk'] })).toBe('took unreported');
  decide();
  await handle.signal('close');
  expect((await outcomeOf(handle)).value).toEqual(['unreported milk']);
});

test('runs whose updates are not held do not wait for one that is', async () => {
  const decide = thinkAboutUpdates('allow');
  const held = await worker.run.start(takeUpdates);
  const update = held.executeUpdate('keep', { args: ['milk'] });
  await eventually('Core is asked', () => worker.core.eventsLike(received).length === 1);
  const other = await worker.run.start(takeUpdates);
  expect(await other.query('kept')).toEqual([]);
  decide();

  expect(await update).toBe('kept milk');
});

test('a worker that ends meanwhile loses no update', async () => {
  const gate = createDeferred();
  const core = await temporal.startCore(async (event) => {
    if (event.event_type === 'SignalReceived') await gate.promise;
    return undefined;
  });
  const taskQueue = uniqueName('queue');
  const { update, handle } = await withWorker(
    temporal,
    { core, activities: { work }, taskQueue },
    async (run) => {
      const workflowId = uniqueName('update');
      const started = await temporal.client.workflow.start(takeUpdates, { workflowId, taskQueue });
      await started.query('kept');
      const asked = started.executeUpdate<string, [string]>('act', { args: ['milk'] });
      await eventually('Core is asked', () => core.eventsLike(received).length === 1);
      run.worker.shutdown();
      gate.resolve();
      return { update: asked, handle: started };
    },
  );

  await withWorker(temporal, { core, activities: { work }, taskQueue }, async (run) => {
    run.watch(handle);
    expect(await update).toBe('worked on milk');
  });
});

test('a worker composed by hand judges updates once they are accepted', async () => {
  const core = await temporal.startCore(answer(received, verdict('block', { reason: 'no milk' })));
  const client = await CoreClient.connect({ url: core.url, apiKey: core.apiKey });
  const composed = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: uniqueName('queue'),
    workflowBundle: { codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE) },
    activities: { work, ...createGovernanceActivities(client) },
  });

  await runWorker(temporal, composed, async (run) => {
    const handle = await run.start(takeUpdates);
    await expect(handle.executeUpdate('keep', { args: ['milk'] })).rejects.toMatchObject(stop);
    expect(core.eventsLike(received)).toHaveLength(1);
    expect(await handle.query('kept')).toEqual(['milk']);
  });
  await client.close();
});

test('an API error under fail_closed rejects the update before it is accepted', async () => {
  const core = await temporal.startCore(answer(received, json({ message: 'down' }, 500)));
  const options = {
    core,
    activities: { work },
    governancePolicy: 'fail_closed',
    governanceTimeout: '1s',
  } as const;
  await withWorker(temporal, options, async (run) => {
    const handle = await run.start(takeUpdates);
    await expect(handle.executeUpdate('keep', { args: ['milk'] })).rejects.toMatchObject({
      cause: { type: 'GovernanceAPIError' },
    });
    expect(await handle.query('kept')).toEqual([]);
    const { status } = await handle.describe();
    expect(status.name).toBe('RUNNING');
  });
});

test('where approvals are switched off, an update that needs one is rejected', async () => {
  const core = await temporal.startCore(answer(received, verdict('require_approval', { reason: 'ask me' })));
  await withWorker(temporal, { core, activities: { work }, hitlEnabled: false }, async (run) => {
    const handle = await run.start(takeUpdates);
    await expect(handle.executeUpdate('keep', { args: ['milk'] })).rejects.toMatchObject({
      cause: {
        type: 'GovernanceStop',
        message: expect.stringContaining('approvals are switched off: ask me') as string,
      },
    });
    expect(await handle.query('kept')).toEqual([]);
  });
});
