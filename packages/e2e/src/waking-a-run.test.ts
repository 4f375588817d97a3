import { OpenBoxPlugin } from '@openbox/temporal';
import { nudge, pendingApprovals } from '@openbox/temporal/client';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { json, verdict } from './harness/core-reply';
import { createDeferred } from './harness/deferred';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { eventually } from './harness/eventually';
import { kindsOf } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { callActivity, callAllAtOnce, callLocalActivity, echo, keepAnything, sleepFor } from './workflows';

const temporal = useTemporal();
const WAKE = 'openbox_wake';
const ask = verdict('require_approval', {
  reason: 'a human must see this',
  approval_id: 'a-1',
  policy_id: 'p-1',
});
const approved = () => json({ action: 'allow' });
const workflowStarted = { event_type: 'WorkflowStarted' } as const;
const activityStarted = { event_type: 'ActivityStarted', activity_type: 'work' } as const;
const once = { retry: { maximumAttempts: 1 } };

const listed = (handle: WorkflowHandle) =>
  pendingApprovals(temporal.client, { workflowId: handle.workflowId });

async function expectReplay(handle: WorkflowHandle): Promise<void> {
  const workflowBundle = { codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE) };
  const replayed = Worker.runReplayHistory(
    { workflowBundle, plugins: [new OpenBoxPlugin({ enforcement: 'off' })] },
    await handle.fetchHistory(),
  );
  await expect(replayed).resolves.toBeUndefined();
}

describe('a worker that asks once an hour', () => {
  const work = jest.fn(() => Promise.resolve('worked'));
  const activities = { work, other: work };
  const worker = useWorker(temporal, { activities, hitlPollInterval: '1h', observeQueries: true });

  beforeEach(() => work.mockClear());

  const wakings = {
    'a signal': (handle: WorkflowHandle) => handle.signal(WAKE),
    'a nudge': (handle: WorkflowHandle) => nudge(temporal.client, handle),
  };
  const waits = {
    'an activity that waits by its retries': [activityStarted, callActivity, [], 'work'],
    'an activity that its run waits for': [activityStarted, callActivity, [[], once], 'work'],
    'a local activity': [activityStarted, callLocalActivity, [], 'work'],
    'the start of the run': [workflowStarted, callActivity, [], 'WorkflowStarted'],
  } as const;

  // covers: W20
  test.each(
    Object.entries(waits).flatMap(([name, each]) =>
      Object.keys(wakings).map((by) => [by, name, each] as const),
    ),
  )('%s wakes %s after a decision', async (by, _name, [event, workflow, args, what]) => {
    worker.core.script = answer(event, ask);
    const handle = await worker.run.start(workflow, { args: ['work', ...args] });
    await eventually('it is listed', async () => (await listed(handle)).length === 1);
    expect(await listed(handle)).toEqual([
      {
        workflowId: handle.workflowId,
        runId: handle.firstExecutionRunId,
        workflowType: workflow.name,
        activityId: expect.stringMatching(what === 'work' ? /^\d+$/ : /^a-1$/),
        activityType: what,
        reason: 'a human must see this',
        approvalId: 'a-1',
        policyId: 'p-1',
        requestedAt: expect.any(Date),
      },
    ]);
    worker.core.onApprovalPoll = approved;
    await wakings[by as keyof typeof wakings](handle);

    expect((await outcomeOf(handle)).value).toBe('worked');
    expect(await listed(handle)).toEqual([]);
    expect(worker.core.story.join()).not.toContain('openbox');
    const kinds = kindsOf(await handle.fetchHistory());
    expect(kinds.includes('workflowExecutionSignaled')).toBe(by === 'a signal');
    await expectReplay(handle);
  });

  test('each wait of a run is woken, and what is not decided waits on', async () => {
    worker.core.script = (event) =>
      event.event_type === 'ActivityStarted'
        ? verdict('require_approval', { reason: 'why', approval_id: event.activity_type ?? '' })
        : undefined;
    const handle = await worker.run.start(callAllAtOnce, { args: ['work', 'other'] });
    await eventually('both wait', async () => (await listed(handle)).length === 2);
    const byId = (id: string, action: string) => json({ id, action });
    worker.core.onApprovalPoll = ({ activity_id: id }) => {
      if (id === 'work') return byId('work', 'allow');
      return byId('other', 'require_approval');
    };
    await handle.signal(WAKE);
    await eventually('one goes on', () => work.mock.calls.length === 1);
    await eventually('the other waits', async () => {
      const [only, ...others] = await listed(handle);
      return others.length === 0 && only?.activityType === 'other';
    });
    worker.core.onApprovalPoll = () => byId('other', 'allow');
    await handle.signal(WAKE);
    expect((await outcomeOf(handle)).value).toEqual(['worked', 'worked']);
    await expectReplay(handle);
  });

  test('a signal that wakes is no signal to the workflow, whatever its handlers', async () => {
    const handle = await worker.run.start(keepAnything);
    await handle.signal(WAKE);
    await eventually('it has begun', () => worker.core.story.length > 0);
    await handle.signal('mine', 1);
    await handle.signal(WAKE);
    await handle.signal('finish');
    expect((await outcomeOf(handle)).value).toEqual([['mine', 1]]);
    expect(worker.core.story).toEqual([
      'WorkflowStarted',
      'SignalReceived mine',
      'SignalReceived finish',
      'WorkflowCompleted',
    ]);
    await expectReplay(handle);
  });
});

test('an activity whose body runs is neither listed nor disturbed', async () => {
  const body = createDeferred<string>();
  const begun = createDeferred();
  /** Heartbeats until it is told to end, or cancelled. */
  const beat = async (): Promise<string> => {
    begun.resolve();
    const context = Context.current();
    const beating = setInterval(() => context.heartbeat(), 50);
    try {
      return await Promise.race([body.promise, context.cancelled]);
    } finally {
      clearInterval(beating);
    }
  };
  const core = await temporal.startCore(answer({ event_type: 'ActivityStarted' }, ask));
  await withWorker(temporal, { core, activities: { beat }, hitlPollInterval: 50 }, async (run) => {
    const handle = await run.start(callActivity, {
      args: ['beat', [], { heartbeatTimeout: '500ms', retry: { maximumAttempts: 2 } }],
    });
    await eventually('it is listed', async () => (await listed(handle)).length === 1);
    core.onApprovalPoll = approved;
    await begun.promise;
    await eventually('it is not listed any more', async () => (await listed(handle)).length === 0);
    await Promise.all([nudge(temporal.client, handle), handle.signal(WAKE)]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    body.resolve('undisturbed');
    expect((await outcomeOf(handle)).value).toBe('undisturbed');
  });
  expect(core.eventsLike({ event_type: 'ActivityCompleted' })).toHaveLength(1);
});

describe('a worker without activities', () => {
  const worker = useWorker(temporal, { hitlPollInterval: '1h' });

  test.each([
    ['a signal', (handle: WorkflowHandle) => handle.signal(WAKE)],
    ['a nudge', (handle: WorkflowHandle) => nudge(temporal.client, handle)],
  ])('has runs that are listed, and woken by %s', async (_name, wake) => {
    worker.core.script = answer(workflowStarted, ask);
    const handle = await worker.run.start(echo, { args: ['x'] });
    await eventually('it is listed', async () => (await listed(handle)).length === 1);
    const polls = worker.core.polls.length;
    await wake(handle);
    await eventually('Core is asked', () => worker.core.polls.length > polls);
    expect(await listed(handle)).toMatchObject([{ activityType: 'WorkflowStarted', approvalId: 'a-1' }]);
    worker.core.onApprovalPoll = approved;
    await wake(handle);
    expect((await outcomeOf(handle)).value).toBe('x');
    await expectReplay(handle);
  });
});

test('a run is woken wherever it goes on, also without a cache of workflows', async () => {
  const core = await temporal.startCore(answer(workflowStarted, ask));
  const options = { core, hitlPollInterval: '1h', maxCachedWorkflows: 0 } as const;
  await withWorker(temporal, options, async (run) => {
    const handle = await run.start(sleepFor, { args: [1] });
    await eventually('it is listed', async () => (await listed(handle)).length === 1);
    await handle.signal(WAKE);
    await eventually('Core is asked', () => core.polls.length === 1);
    await handle.signal(WAKE);
    await eventually('Core is asked again', () => core.polls.length === 2);
    core.onApprovalPoll = approved;
    await handle.signal(WAKE);
    expect((await outcomeOf(handle)).value).toBe('slept');
    await expectReplay(handle);
  });
  expect(core.polls).toHaveLength(3);
});

test('a run whose workers are away is woken by a nudge once they are back', async () => {
  const core = await temporal.startCore(answer(workflowStarted, ask));
  const taskQueue = uniqueName('queue');
  const options = { core, taskQueue, hitlPollInterval: '1h' } as const;
  const handle = await withWorker(temporal, options, async () => {
    const started = await temporal.client.workflow.start(echo, {
      taskQueue,
      workflowId: uniqueName('away'),
      args: ['x'],
    });
    await eventually('it is listed', async () => (await listed(started)).length === 1);
    return started;
  });
  core.onApprovalPoll = approved;
  await nudge(temporal.client, handle);
  await withWorker(temporal, options, async (run) => {
    run.watch(handle);
    expect((await outcomeOf(handle)).value).toBe('x');
  });
}, 60_000);

test('what waits is listed while no worker runs', async () => {
  const core = await temporal.startCore(answer(activityStarted, ask));
  const activities = { work: () => Promise.resolve('worked') };
  const started = await withWorker(temporal, { core, activities, hitlPollInterval: '1h' }, async (run) => {
    const handle = await temporal.client.workflow.start(callActivity, {
      taskQueue: run.taskQueue,
      workflowId: `listed-without-${run.taskQueue}`,
      args: ['work'],
    });
    await eventually('it waits', async () => (await listed(handle)).length === 1);
    return { handle, taskQueue: run.taskQueue };
  });
  expect(await pendingApprovals(temporal.client, { taskQueue: started.taskQueue })).toMatchObject([
    { workflowId: started.handle.workflowId, activityType: 'work', approvalId: 'a-1' },
  ]);
  await started.handle.terminate();
});

test('a run that is not governed waits for nothing', async () => {
  await withWorker(temporal, {}, async (run) => {
    const handle = await run.start(keepAnything);
    expect(await listed(handle)).toEqual([]);
    await nudge(temporal.client, handle);
    await handle.signal('finish');
    expect((await outcomeOf(handle)).value).toEqual([]);
  });
});
