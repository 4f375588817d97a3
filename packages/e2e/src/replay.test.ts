import { OpenBoxPlugin } from '@openbox/temporal';
import { Worker } from '@temporalio/worker';
import { verdict } from './harness/core-reply';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import type { History } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { runWorker, withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import type { WorkerRun } from './harness/worker-run';
import { actOnNote, callActivity, callChild, callSequence, continueOnce, keepNotes } from './workflows';

const temporal = useTemporal();
const activities = { work: () => Promise.resolve('worked') };
const governedBundle = (): { codePath: string } => ({
  codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE),
});
const plainBundle = (): { codePath: string } => ({
  codePath: requireEnvironment(EnvironmentName.PLAIN_BUNDLE),
});

const flipped = {
  sendStartEvent: false,
  sendActivityStartEvent: false,
  skipWorkflowTypes: [
    'callActivity',
    'callSequence',
    'keepNotes',
    'actOnNote',
    'callChild',
    'continueOnce',
    'echo',
  ],
  skipActivityTypes: ['work'],
  skipSignals: ['note', 'finish'],
  governanceTimeout: 1234,
  governancePolicy: 'fail_closed',
} as const;

async function recordAll(run: WorkerRun): Promise<History[]> {
  const notes = await run.start(keepNotes);
  await notes.signal('note', 'milk');
  await notes.signal('finish');
  const acting = await run.start(actOnNote, { args: ['localActivity'] });
  await acting.signal('note', 'psst');
  const handles = [
    notes,
    acting,
    await run.start(callActivity, { args: ['work'] }),
    await run.start(callSequence, { args: ['work', 'work'] }),
    await run.start(callChild, { args: ['milk'] }),
    await run.start(continueOnce, { args: [true] }),
  ];
  const histories: History[] = [];
  for (const handle of handles) {
    await outcomeOf(handle);
    const { workflowId, firstExecutionRunId } = handle;
    histories.push(await temporal.client.workflow.getHandle(workflowId, firstExecutionRunId).fetchHistory());
  }
  return histories;
}

async function replay(histories: History[], plugin?: OpenBoxPlugin): Promise<void> {
  const options =
    plugin === undefined
      ? { workflowBundle: plainBundle() }
      : { workflowBundle: governedBundle(), plugins: [plugin] };
  for (const history of histories) await Worker.runReplayHistory(options, history);
}

// covers: 73, 84
test('histories recorded without us replay with us', async () => {
  const worker = await Worker.create({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue: uniqueName('queue'),
    workflowBundle: plainBundle(),
    activities,
  });
  const histories = await runWorker(temporal, worker, recordAll);

  await expect(replay(histories, new OpenBoxPlugin({}))).resolves.toBeUndefined();
});

// covers: 84, W45
test('histories recorded with us replay, also with every option changed, and against no Core at all', async () => {
  const core = await temporal.startCore();
  const histories = await withWorker(temporal, { core, activities }, recordAll);
  const asked = core.requests.length;

  await replay(histories, new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey }));
  await replay(
    histories,
    new OpenBoxPlugin({ openboxUrl: core.url, openboxApiKey: core.apiKey, ...flipped }),
  );
  await replay(histories, new OpenBoxPlugin({}));

  expect(core.events.length).toBeLessThanOrEqual(asked);
  await expect(replay(histories)).rejects.toThrow(/determinism/i);
});

test('histories recorded with every option changed replay with the defaults', async () => {
  const core = await temporal.startCore();
  const histories = await withWorker(temporal, { core, activities, ...flipped }, recordAll);

  await expect(replay(histories, new OpenBoxPlugin({}))).resolves.toBeUndefined();
});

test.each(['block', 'halt'])('a run that ended by %s replays', async (name) => {
  const core = await temporal.startCore(
    answer({ event_type: 'SignalReceived' }, verdict(name, { reason: 'psst' })),
  );
  const history = await withWorker(temporal, { core, activities }, async (run) => {
    const handle = await run.start(actOnNote, { args: ['activity'] });
    await handle.signal('note', 'psst');
    await outcomeOf(handle);
    return handle.fetchHistory();
  });

  await expect(replay([history], new OpenBoxPlugin({}))).resolves.toBeUndefined();
});

test('a run that began without us goes on with us, ungoverned to its end', async () => {
  const core = await temporal.startCore();
  const taskQueue = uniqueName('queue');
  const common = { connection: temporal.nativeConnection, namespace: temporal.namespace, taskQueue };
  const workflowId = uniqueName('begun');

  const plain = await Worker.create({ ...common, workflowBundle: plainBundle(), activities });
  await plain.runUntil(async () => {
    const handle = await temporal.client.workflow.start(keepNotes, { workflowId, taskQueue });
    await handle.signal('note', 'milk');
    await handle.query('notes');
  });
  await withWorker(temporal, { core, activities, taskQueue }, async (run) => {
    const handle = temporal.client.workflow.getHandle(workflowId);
    run.watch(handle);
    await handle.signal('note', 'bread');
    await handle.signal('finish');
    expect((await outcomeOf(handle)).value).toEqual(['start', 'milk', 'bread']);
  });
});

test('without a cache of workflows, every task replays', async () => {
  const core = await temporal.startCore();
  await withWorker(temporal, { core, activities, maxCachedWorkflows: 0 }, async (run) => {
    expect((await run.execute(callSequence, { args: ['work', 'work'] })).value).toEqual(['worked', 'worked']);
    expect(core.eventsLike({ event_type: 'WorkflowStarted' })).toHaveLength(1);
    expect(core.eventsLike({ event_type: 'ActivityStarted' })).toHaveLength(2);
  });
});

test('without a cache of workflows, two runs at a time come to their ends', async () => {
  const core = await temporal.startCore();
  await withWorker(temporal, { core, activities, maxCachedWorkflows: 0 }, async (run) => {
    expect((await run.execute(callChild, { args: ['milk'] })).value).toBe('milk');
  });
  // Temporal's SDK may drop such a task with the local activity in it: the server hands it out again, and Core is asked
  // again.
  const started = core.eventsLike({ event_type: 'WorkflowStarted' }).map(({ run_id }) => run_id);
  expect(new Set(started).size).toBe(2);
});
