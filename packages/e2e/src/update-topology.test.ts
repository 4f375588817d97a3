import { createRequire } from 'node:module';
import { OpenBoxPlugin } from '@openbox/temporal';
import { Client, WithStartWorkflowOperation } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { verdict } from './harness/core-reply';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import type { History } from './harness/history';
import { kindsOf } from './harness/history';
import { outcomeOf } from './harness/outcome';
import type { ScriptedCore } from './harness/scripted-core';
import { FLIPPING_CODEC } from './harness/flipping-codec';
import { useTemporal } from './harness/test-temporal';
import { runWorker, withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import type { WorkerRun } from './harness/worker-run';
import { WORKFLOWS_PATH } from './harness/workflow-bundles';
import { endOnUpdate, takeUpdates } from './workflows';

const temporal = useTemporal();
const work = jest.fn((_text?: string) => Promise.resolve('worked'));
const resolver = createRequire(__filename);
const governedBundle = (): { codePath: string } => ({
  codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE),
});

beforeEach(() => jest.clearAllMocks());

/** Blocks the updates whose first argument says so. */
function startJudge(): Promise<ScriptedCore> {
  return temporal.startCore((event) =>
    event.event_type === 'SignalReceived' && String(event.signal_args?.[0]).startsWith('bad')
      ? verdict('block', { reason: 'bad words' })
      : undefined,
  );
}

function updateEvents(core: ScriptedCore): unknown[] {
  return core.events
    .filter((event) => event.metadata?.kind === 'update')
    .map((event) => event.signal_args?.[0]);
}

async function someUpdates(run: WorkerRun, core: ScriptedCore): Promise<History> {
  const handle = await run.start(takeUpdates);
  for (const text of ['a', 'bad', 'c']) {
    const update = handle.executeUpdate('act', { args: [text] });
    if (text === 'bad') await expect(update).rejects.toMatchObject({ cause: { type: 'GovernanceStop' } });
    else expect(await update).toBe(`worked on ${text}`);
  }
  await handle.signal('close');
  expect((await outcomeOf(handle)).value).toEqual(['a', 'c']);
  expect(updateEvents(core)).toEqual(['a', 'bad', 'c']);
  const history = await handle.fetchHistory();
  expect(kindsOf(history).filter((kind) => kind === 'workflowExecutionUpdateAccepted')).toHaveLength(2);
  return history;
}

test.each([
  ['workflows with contexts of their own', { reuseV8Context: false }],
  ['workflows in the worker’s own thread', { debugMode: true }],
  ['workflows that are never cached', { maxCachedWorkflows: 0 }],
])('updates are judged once, accepted or rejected, and replay: %s', async (_kind, options) => {
  const core = await startJudge();
  const history = await withWorker(temporal, { core, activities: { work }, ...options }, (run) =>
    someUpdates(run, core),
  );

  const asked = core.requests.length;
  const { reuseV8Context } = { reuseV8Context: undefined, ...options };
  await Worker.runReplayHistory(
    {
      workflowBundle: governedBundle(),
      plugins: [new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey })],
      ...(reuseV8Context !== undefined && { reuseV8Context }),
    },
    history,
  );
  expect(core.requests).toHaveLength(asked);
});

test('updates of a run that began without us are not judged', async () => {
  const core = await startJudge();
  const taskQueue = uniqueName('queue');
  const common = { connection: temporal.nativeConnection, namespace: temporal.namespace, taskQueue };
  const workflowId = uniqueName('begun');
  const plain = await Worker.create({
    ...common,
    workflowBundle: { codePath: requireEnvironment(EnvironmentName.PLAIN_BUNDLE) },
    activities: { work },
  });
  await plain.runUntil(async () => {
    const handle = await temporal.client.workflow.start(takeUpdates, { workflowId, taskQueue });
    await handle.executeUpdate('keep', { args: ['a'] });
  });

  await withWorker(temporal, { core, activities: { work }, taskQueue, observeQueries: true }, async (run) => {
    const handle = temporal.client.workflow.getHandle(workflowId);
    run.watch(handle);
    expect(await handle.executeUpdate('keep', { args: ['bad'] })).toBe('kept bad');
    expect(await handle.query('kept')).toEqual(['a', 'bad']);
  });
  expect(core.events).toEqual([]);
});

test('a run that was begun by another worker is judged by this one', async () => {
  const core = await startJudge();
  const taskQueue = uniqueName('queue');
  const options = { core, activities: { work }, taskQueue };
  const workflowId = uniqueName('handed-over');
  await withWorker(temporal, options, async () => {
    const handle = await temporal.client.workflow.start(takeUpdates, { workflowId, taskQueue });
    expect(await handle.executeUpdate('keep', { args: ['a'] })).toBe('kept a');
  });
  await withWorker(temporal, options, async (run) => {
    const handle = temporal.client.workflow.getHandle(workflowId);
    run.watch(handle);
    await expect(handle.executeUpdate('keep', { args: ['bad'] })).rejects.toMatchObject({
      cause: { type: 'GovernanceStop' },
    });
    expect(await handle.executeUpdate('keep', { args: ['b'] })).toBe('kept b');
  });
  expect(updateEvents(core)).toEqual(['a', 'bad', 'b']);
});

test('many updates at once are each judged once', async () => {
  const core = await startJudge();
  const texts = Array.from(
    { length: 60 },
    (_unused, index) => `${index % 3 === 0 ? 'bad' : 'good'} ${String(index)}`,
  );
  await withWorker(temporal, { core, activities: { work } }, async (run) => {
    const handles = await Promise.all(texts.slice(0, 6).map(() => run.start(takeUpdates)));
    const results = await Promise.all(
      texts.map(async (text, index) => {
        const handle = handles[index % handles.length];
        return handle?.executeUpdate<string, [string]>('keep', { args: [text] }).catch(() => 'refused');
      }),
    );
    expect(results).toEqual(texts.map((text) => (text.startsWith('bad') ? 'refused' : `kept ${text}`)));
  });
  expect(updateEvents(core).sort()).toEqual([...texts].sort());
});

test('Core gets the arguments of a start that comes with an update where they are to be sent', async () => {
  const core = await startJudge();
  await withWorker(temporal, { core, activities: { work }, sendWorkflowInput: true }, async (run) => {
    const workflowId = uniqueName('update');
    run.watch({ workflowId });
    const startWorkflowOperation = new WithStartWorkflowOperation(endOnUpdate, {
      workflowId,
      args: ['return'],
      taskQueue: run.taskQueue,
      workflowIdConflictPolicy: 'FAIL',
    });
    const update = temporal.client.workflow.executeUpdateWithStart('keep', {
      args: ['milk'],
      startWorkflowOperation,
    });
    expect(await update).toBe('kept milk');
    expect((await outcomeOf(temporal.client.workflow.getHandle(workflowId))).value).toBe('milk');
  });
  expect(core.eventsLike({ event_type: 'WorkflowStarted' })).toMatchObject([{ activity_input: ['return'] }]);
  expect(core.story).toEqual(['WorkflowStarted', 'SignalReceived keep', 'WorkflowCompleted']);
});

test('observed updates are reported, and never refused', async () => {
  const core = await startJudge();
  await withWorker(temporal, { core, activities: { work }, enforcement: 'observe' }, async (run) => {
    const handle = await run.start(takeUpdates);
    expect(await handle.executeUpdate('act', { args: ['bad'] })).toBe('worked on bad');
  });
  expect(core.eventsLike({ event_type: 'SignalReceived' })).toMatchObject([
    { metadata: { kind: 'update', enforcement: 'observe' } },
  ]);
});

test.each([{ skipWorkflowTypes: ['takeUpdates'] }, { enforcement: 'off' } as const])(
  'updates of runs that are not governed are left alone: %j',
  async (options) => {
    const core = await startJudge();
    await withWorker(temporal, { core, activities: { work }, ...options }, async (run) => {
      const handle = await run.start(takeUpdates);
      expect(await handle.executeUpdate('keep', { args: ['bad'] })).toBe('kept bad');
    });
    expect(core.events).toEqual([]);
  },
);

test('the arguments of an update are judged as the program sees them, whatever codec carries them', async () => {
  const core = await startJudge();
  const dataConverter = { payloadCodecs: [FLIPPING_CODEC] };
  const client = new Client({
    connection: temporal.connection,
    namespace: temporal.namespace,
    dataConverter,
  });
  await withWorker(temporal, { core, activities: { work }, dataConverter }, async (run) => {
    const { workflowId } = await run.start(takeUpdates);
    const handle = client.workflow.getHandle(workflowId);
    await expect(handle.executeUpdate('keep', { args: ['bad'] })).rejects.toMatchObject({
      cause: { type: 'GovernanceStop', message: 'Governance blocked: bad words' },
    });
    expect(await handle.executeUpdate('keep', { args: ['good'] })).toBe('kept good');
  });
  expect(updateEvents(core)).toEqual(['bad', 'good']);
});

test('interceptors and plugins of the user keep their order around updates, and updates end before their run does', async () => {
  const core = await startJudge();
  const plugin = new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey });
  const another = {
    name: 'user.Plugin',
    runWorker: jest.fn((worker: Worker, next: (w: Worker) => Promise<void>) => next(worker)),
  };
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: uniqueName('queue'),
    workflowsPath: WORKFLOWS_PATH,
    activities: { work },
    interceptors: { workflowModules: [resolver.resolve('./workflows/update-interceptors.ts')] },
    plugins: [
      another,
      plugin,
      plugin,
      new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey }),
    ],
  });

  await runWorker(temporal, worker, async (run) => {
    const handle = await run.start(takeUpdates);
    expect(await handle.executeUpdate('keep', { args: ['milk'] })).toBe(
      'kept milk first second and second and first',
    );
    await expect(handle.executeUpdate('check', { args: ['no second', { of: [] }] })).rejects.toMatchObject({
      cause: { message: 'second says no' },
    });
    await expect(handle.executeUpdate('keep', { args: ['bad'] })).rejects.toMatchObject({
      cause: { type: 'GovernanceStop' },
    });
    for (const how of ['return', 'continueAsNew']) {
      const ending = await run.start(endOnUpdate, { args: [how] });
      expect(await ending.executeUpdate('keep', { args: ['last'] })).toBe(
        'kept last first second and second and first',
      );
      const history = await temporal.client.workflow
        .getHandle(ending.workflowId, ending.firstExecutionRunId)
        .fetchHistory();
      await Worker.runReplayHistory(
        {
          workflowsPath: WORKFLOWS_PATH,
          interceptors: { workflowModules: [resolver.resolve('./workflows/update-interceptors.ts')] },
          plugins: [plugin],
        },
        history,
      );
    }
  });
  expect(another.runWorker).toHaveBeenCalledTimes(1);
  expect(updateEvents(core)).toEqual(['milk', 'no second', 'bad', 'last', 'last']);
});
