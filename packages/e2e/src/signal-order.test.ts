import { verdict } from './harness/core-reply';
import { createDeferred } from './harness/deferred';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { actOnEveryNote, actOnNote, actWhenFinished, keepAnything, keepNotes, logNotes } from './workflows';

const temporal = useTemporal();
const work = jest.fn((_text?: string) => Promise.resolve('worked'));
const worker = useWorker(temporal, { activities: { work }, skipSignals: ['heartbeat'] });

beforeEach(() => jest.clearAllMocks());

function signalsOf(workflowId: string): unknown[] {
  return worker.core
    .eventsLike({ event_type: 'SignalReceived', workflow_id: workflowId })
    .map((event) => [event.signal_name, event.signal_args]);
}

// covers: 93, 94
test('a signal that comes with the start is handled after the start and before later ones', async () => {
  const workflowId = uniqueName('order');
  const handle = await temporal.client.workflow.signalWithStart(keepNotes, {
    workflowId,
    taskQueue: worker.run.taskQueue,
    signal: 'note',
    signalArgs: ['A'],
  });
  worker.run.watch(handle);
  await handle.signal('note', 'B');
  await handle.signal('note', 'C');
  await handle.signal('finish');

  expect((await outcomeOf(handle)).value).toEqual(['start', 'A', 'B', 'C']);
  expect(signalsOf(workflowId)).toEqual([
    ['note', ['A']],
    ['note', ['B']],
    ['note', ['C']],
    ['finish', []],
  ]);
});

// covers: 94, W27
test('signals that wait for the first worker keep their order', async () => {
  const core = await temporal.startCore();
  const taskQueue = uniqueName('queue');
  const handle = await temporal.client.workflow.start(keepNotes, {
    workflowId: uniqueName('order'),
    taskQueue,
  });
  for (const text of ['A', 'B', 'C']) await handle.signal('note', text);
  await handle.signal('finish');

  await withWorker(temporal, { core, taskQueue }, async (run) => {
    run.watch(handle);
    expect((await outcomeOf(handle)).value).toEqual(['start', 'A', 'B', 'C']);
  });
  expect(core.eventsLike({ event_type: 'SignalReceived' }).map((event) => event.signal_args)).toEqual([
    ['A'],
    ['B'],
    ['C'],
    [],
  ]);
});

// covers: W27
test.each([
  ['start', 'WorkflowStarted'],
  ['signal', 'SignalReceived'],
] as const)('handlers do not wait for a Core that is slow to judge the %s', async (_what, slow) => {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type === slow) await gate.promise;
    return undefined;
  };
  const text = uniqueName('A');
  const handle = await temporal.client.workflow.signalWithStart(logNotes, {
    workflowId: uniqueName('order'),
    taskQueue: worker.run.taskQueue,
    signal: 'note',
    signalArgs: [text],
  });
  worker.run.watch(handle);
  await eventually('Core is asked', () => worker.core.eventsLike({ event_type: slow }).length === 1);
  await eventually('the signal is handled', () => temporal.log.linesWith(`noted ${text}`).length > 0);
  gate.resolve();
  await handle.signal('finish');

  expect((await outcomeOf(handle)).value).toEqual([text]);
});

// covers: W27
test('a signal does not overtake one before it whose verdict is slow', async () => {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.signal_args?.[0] === 'first') await gate.promise;
    return undefined;
  };
  const handle = await worker.run.start(actOnEveryNote);
  await handle.signal('note', 'first');
  await handle.signal('note', 'second');
  await eventually('Core is asked', () => worker.core.eventsLike({ signal_name: 'note' }).length > 0);
  gate.resolve();
  await handle.signal('finish');

  expect((await outcomeOf(handle)).value).toBe(2);
  expect(work.mock.calls).toEqual([['first'], ['second']]);
  expect(signalsOf(handle.workflowId)).toEqual([
    ['note', ['first']],
    ['note', ['second']],
    ['finish', []],
  ]);
});

// covers: 94
test('a default handler is governed, once for each signal', async () => {
  const handle = await worker.run.start(keepAnything);
  await eventually('it has begun', () => worker.core.story.length > 0);
  await handle.signal('unheard-of', 1, { two: 2 });
  await handle.signal('finish');

  expect((await outcomeOf(handle)).value).toEqual([['unheard-of', 1, { two: 2 }]]);
  expect(signalsOf(handle.workflowId)).toEqual([
    ['unheard-of', [1, { two: 2 }]],
    ['finish', []],
  ]);
});

// covers: 86
test('a skipped signal goes straight through', async () => {
  worker.core.script = answer({ event_type: 'SignalReceived' }, verdict('allow'));
  const handle = await worker.run.start(keepAnything);
  await eventually('it has begun', () => worker.core.story.length > 0);
  await handle.signal('heartbeat', 1);
  await handle.signal('finish');

  expect((await outcomeOf(handle)).value).toEqual([['heartbeat', 1]]);
  expect(signalsOf(handle.workflowId)).toEqual([['finish', []]]);
});

test('an activity that a signal sets off waits for the verdict on the signal', async () => {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type !== 'SignalReceived') return undefined;
    await gate.promise;
    return verdict('block', { reason: 'late but firm' });
  };
  const handle = await worker.run.start(actOnNote, { args: ['activity'] });
  await handle.signal('note', 'quick');
  await eventually(
    'Core is asked',
    () => worker.core.eventsLike({ event_type: 'SignalReceived' }).length === 1,
  );
  expect(work).not.toHaveBeenCalled();
  gate.resolve();

  expect((await outcomeOf(handle)).application?.message).toBe('Governance blocked: late but firm');
  expect(work).not.toHaveBeenCalled();
});

// covers: 92, W18
test('a block is remembered by the next worker', async () => {
  const core = await temporal.startCore(
    answer({ signal_name: 'note' }, verdict('block', { reason: 'remember this' })),
  );
  const options = { core, activities: { work }, taskQueue: uniqueName('queue') };
  const workflowId = uniqueName('switch');

  await withWorker(temporal, options, async () => {
    const handle = await temporal.client.workflow.start(actWhenFinished, {
      workflowId,
      taskQueue: options.taskQueue,
    });
    await handle.signal('note', 'psst');
    await eventually(
      'the block is in history',
      async () => (await handle.query<string[]>('notes')).length === 1,
    );
  });
  core.reset();
  await withWorker(temporal, options, async (run) => {
    const handle = temporal.client.workflow.getHandle(workflowId);
    run.watch(handle);
    await handle.signal('finish');
    expect((await outcomeOf(handle)).application?.message).toBe('Governance blocked: remember this');
  });
  expect(work).not.toHaveBeenCalled();
});

test('without a cache of workflows, every task replays and signals are sent once', async () => {
  const core = await temporal.startCore();
  await withWorker(temporal, { core, activities: { work }, maxCachedWorkflows: 0 }, async (run) => {
    const handle = await run.start(actOnEveryNote);
    await handle.signal('note', 'A');
    await eventually('A is worked on', () => work.mock.calls.length === 1);
    await handle.signal('note', 'B');
    await eventually('B is worked on', () => work.mock.calls.length === 2);
    await handle.signal('finish');

    expect((await outcomeOf(handle)).value).toBe(2);
  });
  expect(core.story).toEqual([
    'WorkflowStarted',
    'SignalReceived note',
    'ActivityStarted work',
    'ActivityCompleted work',
    'SignalReceived note',
    'ActivityStarted work',
    'ActivityCompleted work',
    'SignalReceived finish',
    'WorkflowCompleted',
  ]);
});
