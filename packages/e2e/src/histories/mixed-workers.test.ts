import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { verdict } from '../harness/core-reply';
import { EnvironmentName, requireEnvironment } from '../harness/environment-names';
import { eventually } from '../harness/eventually';
import { workflowTaskFailures } from '../harness/history';
import { outcomeOf } from '../harness/outcome';
import type { ScriptedCore } from '../harness/scripted-core';
import { useTemporal } from '../harness/test-temporal';
import type { WorkerConfiguration } from './configurations';
import type { HistoryBundles } from './history-workers';
import { bundleRecordedWorkflows, createHistoryWorker } from './history-workers';

const temporal = useTemporal();
let bundles: HistoryBundles;
let core: ScriptedCore;
let taskQueue: string;

beforeAll(async () => {
  bundles = await bundleRecordedWorkflows();
});
beforeEach(async () => {
  core = await temporal.startCore();
  taskQueue = randomUUID();
});

/**
 * Runs Workers that stand for processes of their own: each has its own connection, without which the runtime lets only
 * one of them poll the queue.
 */
async function withWorkers<T>(configurations: WorkerConfiguration[], body: () => Promise<T>): Promise<T> {
  const [configuration, ...rest] = configurations;
  if (configuration === undefined) return body();
  const nativeConnection = await NativeConnection.connect({
    address: requireEnvironment(EnvironmentName.ADDRESS),
  });
  try {
    const server = { connection: temporal.connection, nativeConnection, namespace: temporal.namespace };
    const worker = await createHistoryWorker(server, bundles, core, taskQueue, configuration);
    return await worker.runUntil(() => withWorkers(rest, body));
  } finally {
    await nativeConnection.close();
  }
}

function start(workflow: string): Promise<WorkflowHandle> {
  return temporal.client.workflow.start(workflow, { workflowId: randomUUID(), taskQueue });
}

async function failuresOf(handle: WorkflowHandle): Promise<string[]> {
  return workflowTaskFailures(await handle.fetchHistory());
}

async function takeTwoNotes(handle: WorkflowHandle): Promise<unknown> {
  for (const text of ['milk', 'bread']) await handle.signal('note', text);
  await handle.signal('finish');
  return (await outcomeOf(handle)).value;
}

test.each<readonly [string, WorkerConfiguration[]]>([
  ['one enforces, one is off', [{}, { enforcement: 'off' }]],
  ['one enforces, one observes', [{}, { enforcement: 'observe' }]],
  ['one skips what the other reports', [{}, { skipWorkflowTypes: ['takeNotes'], skipSignals: ['note'] }]],
  ['one sends no start events', [{}, { sendStartEvent: false, sendActivityStartEvent: false }]],
])('workers of one queue may be configured differently: %s', async (_name, configurations) => {
  await withWorkers(configurations, async () => {
    const handles = await Promise.all(Array.from({ length: 8 }, () => start('takeNotes')));
    const values = await Promise.all(handles.map(takeTwoNotes));

    expect(values).toEqual(handles.map(() => ['worked on milk', 'worked on bread']));
    expect((await Promise.all(handles.map(failuresOf))).flat()).toEqual([]);
  });
});

test('switching off lets governed runs go on, without a word to Core', async () => {
  const handle = await start('takeNotes');
  await withWorkers([{}], () =>
    eventually('the run is governed', () => core.eventsLike({ event_type: 'WorkflowStarted' }).length > 0),
  );
  const asked = core.events.length;

  await withWorkers([{ enforcement: 'off' }], async () => {
    expect(await takeTwoNotes(handle)).toEqual(['worked on milk', 'worked on bread']);
  });
  expect(core.events).toHaveLength(asked);
  expect(await failuresOf(handle)).toEqual([]);
});

test('what waits for a human goes on once governance is switched off', async () => {
  core.script = ({ event_type }) =>
    event_type === 'ActivityStarted' || event_type === 'SignalReceived'
      ? verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' })
      : undefined;
  const handles = await Promise.all(['oneActivity', 'oneAttempt', 'takeNotes'].map(start));
  const [, , noting] = handles;
  await withWorkers([{}], async () => {
    await noting?.signal('note', 'milk');
    await eventually('all of them ask', () => new Set(core.polls.map((poll) => poll.workflow_id)).size === 3);
  });
  const asked = core.polls.length;

  await withWorkers([{ enforcement: 'off' }], async () => {
    await noting?.signal('finish');
    expect(await Promise.all(handles.map(async (handle) => (await outcomeOf(handle)).value))).toEqual([
      'worked on one',
      'published one',
      ['worked on milk'],
    ]);
  });
  expect(core.polls).toHaveLength(asked);
});

test('taking the plugin away does not let governed runs go on; putting it back does, with nothing lost', async () => {
  const handle = await start('takeNotes');
  await withWorkers([{}], () =>
    eventually('the run is governed', () => core.eventsLike({ event_type: 'WorkflowStarted' }).length > 0),
  );
  await withWorkers([null], async () => {
    await handle.signal('note', 'milk');
    await eventually('a workflow task fails', async () => (await failuresOf(handle)).length > 0);
  });
  expect((await failuresOf(handle)).join()).toMatch(/determinism/i);

  await withWorkers([{}], async () => {
    await handle.signal('note', 'bread');
    await handle.signal('finish');
    expect((await outcomeOf(handle)).value).toEqual(['worked on milk', 'worked on bread']);
  });
  expect(core.eventsLike({ event_type: 'ActivityStarted' })).toHaveLength(2);
});

// covers: 73
test('runs that began without us go on with both kinds of workers, and stay ungoverned', async () => {
  const handle = await start('takeNotes');
  await withWorkers([null], () =>
    eventually('the run has begun', async () => (await handle.describe()).historyLength > 3),
  );
  await withWorkers([null, {}], async () => {
    expect(await takeTwoNotes(handle)).toEqual(['worked on milk', 'worked on bread']);
  });
  expect(core.eventsLike({ event_type: 'WorkflowStarted' })).toEqual([]);
  expect(core.eventsLike({ event_type: 'SignalReceived' })).toEqual([]);
  expect(await failuresOf(handle)).toEqual([]);
});
