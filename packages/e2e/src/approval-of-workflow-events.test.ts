import { pendingApprovals } from '@openbox/temporal/client';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { WorkflowHandle } from '@temporalio/client';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { actOnNote, actWhenFinished, callActivity, cleanUpWhenCancelled, echo, keepNotes } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const cleanUp = jest.fn(() => Promise.resolve());
const activities = { work, cleanUp };
const approval = verdict('require_approval', {
  reason: 'a big one',
  approval_id: 'approval-7',
  policy_id: 'p-1',
});
const approved = () => json({ id: 'approval-7', action: 'allow' });
const rejected = () => json({ id: 'approval-7', action: 'block', reason: 'not today' });

beforeEach(() => jest.clearAllMocks());

const isWaiting = async (handle: WorkflowHandle): Promise<boolean> =>
  (await pendingApprovals(temporal.client, { workflowId: handle.workflowId })).length > 0;

describe('a worker with activities', () => {
  const worker = useWorker(temporal, { activities, hitlPollInterval: 200 });
  const on = (fields: Partial<GovernanceEvent>): void => {
    worker.core.script = answer(fields, approval);
  };

  // covers: 67, 59
  test('the start of a workflow waits for a human, and so does its first effect', async () => {
    on({ event_type: 'WorkflowStarted' });
    const handle = await worker.run.start(callActivity, { args: ['work'] });
    await eventually('the run waits', () => isWaiting(handle));
    expect(work).not.toHaveBeenCalled();
    const [waiting] = await pendingApprovals(temporal.client, { workflowId: handle.workflowId });
    expect(waiting).toMatchObject({
      activityType: 'WorkflowStarted',
      reason: 'a big one',
      approvalId: 'approval-7',
      policyId: 'p-1',
    });
    worker.core.onApprovalPoll = approved;

    expect((await outcomeOf(handle)).value).toBe('worked');
    const [started] = worker.core.eventsLike({ event_type: 'WorkflowStarted' });
    expect(worker.core.polls.at(-1)).toEqual({
      workflow_id: handle.workflowId,
      run_id: started?.run_id,
      activity_id: 'approval-7',
    });
    expect(worker.core.eventsLike({ event_type: 'WorkflowStarted' })).toHaveLength(1);
  });

  // covers: 66
  test.each([
    ['rejected', rejected, 'ApprovalRejected', /WorkflowStarted rejected: not today/],
    [
      'expired',
      () =>
        json({
          id: 'approval-7',
          action: 'require_approval',
          approval_expiration_time: '2020-01-01T00:00:00Z',
        }),
      'ApprovalExpired',
      /Approval expired/,
    ],
  ])('a start that is %s fails the run before it does anything', async (_name, reply, type, message) => {
    on({ event_type: 'WorkflowStarted' });
    worker.core.onApprovalPoll = reply;
    const outcome = await worker.run.execute(callActivity, { args: ['work'] });
    expect(outcome).toMatchObject({ status: 'failed', application: { type } });
    expect(outcome.application?.message).toMatch(message);
    expect(work).not.toHaveBeenCalled();
  });

  test('a signal waits: its handler runs, its effects do not', async () => {
    on({ event_type: 'SignalReceived', signal_name: 'note' });
    const handle = await worker.run.start(actWhenFinished);
    await handle.signal('note', 'milk');
    await handle.signal('finish');
    await eventually('the run waits', () => isWaiting(handle));
    expect(work).not.toHaveBeenCalled();
    worker.core.onApprovalPoll = approved;
    expect((await outcomeOf(handle)).value).toBe('milk');
    expect(work).toHaveBeenCalledTimes(1);
  });

  /** A run that would go on as a new one, and waits for a human before it does. */
  async function startContinuing(): Promise<{ following: WorkflowHandle; firstRunId: string }> {
    on({ event_type: 'SignalReceived', signal_name: 'note' });
    const { workflowId, firstExecutionRunId } = await worker.run.start(actOnNote, {
      args: ['continueAsNew'],
    });
    const following = temporal.client.workflow.getHandle(workflowId);
    await following.signal('note', 'milk');
    await eventually('the run waits', () => isWaiting(following));
    expect((await following.describe()).runId).toBe(firstExecutionRunId);
    return { following, firstRunId: firstExecutionRunId };
  }

  test('the next run of a workflow begins once a human has approved', async () => {
    const { following, firstRunId } = await startContinuing();
    worker.core.onApprovalPoll = approved;
    await eventually('it begins', async () => (await following.describe()).runId !== firstRunId);
    worker.core.script = () => undefined;
    await following.signal('note', 'bread');
    expect((await outcomeOf(following)).value).toBe('acted on bread');
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('the next run of a workflow never begins where a human said no', async () => {
    const { following, firstRunId } = await startContinuing();
    worker.core.onApprovalPoll = rejected;
    expect((await outcomeOf(following)).application).toMatchObject({ type: 'ApprovalRejected' });
    expect((await following.describe()).runId).toBe(firstRunId);
  });

  test('a rejected signal refuses the next effect', async () => {
    on({ event_type: 'SignalReceived', signal_name: 'note' });
    worker.core.onApprovalPoll = rejected;
    const handle = await worker.run.start(actWhenFinished);
    await handle.signal('note', 'milk');
    await handle.signal('finish');
    expect((await outcomeOf(handle)).application).toMatchObject({ type: 'ApprovalRejected' });
    expect(work).not.toHaveBeenCalled();
  });

  test('the end of a workflow waits', async () => {
    on({ event_type: 'WorkflowCompleted' });
    const handle = await worker.run.start(echo, { args: ['result'] });
    await eventually('the run waits', () => isWaiting(handle));
    expect((await handle.describe()).status.name).toBe('RUNNING');
    worker.core.onApprovalPoll = approved;
    expect((await outcomeOf(handle)).value).toBe('result');
  });

  test('a halt ends a run that waits, at once', async () => {
    worker.core.script = (event) => {
      if (event.event_type === 'WorkflowStarted') return approval;
      return event.signal_name === 'note' ? verdict('halt', { reason: 'enough' }) : undefined;
    };
    const handle = await worker.run.start(keepNotes);
    await eventually('the run waits', () => isWaiting(handle));
    await handle.signal('note', 'stop');
    expect((await outcomeOf(handle)).status).toBe('terminated');
  });

  // covers: W52
  test('a cancellation reaches a program that waits', async () => {
    on({ event_type: 'WorkflowStarted' });
    const handle = await worker.run.start(cleanUpWhenCancelled);
    await eventually('the run waits', () => isWaiting(handle));
    await handle.cancel();
    await eventually('the cancellation is there', async () => {
      const { events } = await handle.fetchHistory();
      return (events ?? []).some((event) => event.timerCanceledEventAttributes);
    });
    expect(cleanUp).not.toHaveBeenCalled();
    worker.core.onApprovalPoll = approved;
    expect((await outcomeOf(handle)).status).toBe('cancelled');
    expect(cleanUp).toHaveBeenCalledTimes(1);
  });

  test('a run that is cancelled while its end waits is cancelled', async () => {
    on({ event_type: 'WorkflowCompleted' });
    const handle = await worker.run.start(echo, { args: ['result'] });
    await eventually('the run waits', () => isWaiting(handle));
    await handle.cancel();
    expect((await outcomeOf(handle)).status).toBe('cancelled');
  });

  test('two waits of one run are each decided', async () => {
    let count = 0;
    worker.core.script = (event) => {
      if (event.event_type !== 'SignalReceived' || event.signal_name !== 'note') return undefined;
      count += 1;
      return verdict('require_approval', { reason: 'each', approval_id: `approval-${String(count)}` });
    };
    const handle = await worker.run.start(actWhenFinished);
    await handle.signal('note', 'one');
    await handle.signal('note', 'two');
    await handle.signal('finish');
    await eventually('both wait', async () => {
      return (await pendingApprovals(temporal.client, { workflowId: handle.workflowId })).length === 2;
    });
    worker.core.onApprovalPoll = ({ activity_id: id }) =>
      id === 'approval-1'
        ? json({ id, action: 'allow' })
        : json({ id, action: 'block', reason: 'the second' });
    expect((await outcomeOf(handle)).application).toMatchObject({
      type: 'ApprovalRejected',
      message: expect.stringContaining('the second') as string,
    });
  });

  test('without an id to ask by it is a block that says so', async () => {
    worker.core.script = answer(
      { event_type: 'WorkflowStarted' },
      json({ verdict: 'require_approval', reason: 'a big one' }),
    );
    const outcome = await worker.run.execute(callActivity, { args: ['work'] });
    expect(outcome.application?.message).toMatch(/named no approval to wait for/);
  });
});

test('a worker without activities asks by timers', async () => {
  const core = await temporal.startCore(answer({ event_type: 'WorkflowStarted' }, approval));
  core.onApprovalPoll = approved;
  await withWorker(temporal, { core, activities: {} }, async (run) => {
    expect((await run.execute(echo, { args: ['done'] })).value).toBe('done');
  });
  expect(core.polls).toHaveLength(1);
});

// covers: 62
test('a wait goes on with the next worker, also without a cache of workflows', async () => {
  const core = await temporal.startCore(answer({ event_type: 'WorkflowStarted' }, approval));
  const taskQueue = uniqueName('queue');
  const workflowId = uniqueName('handed-over');
  const options = { core, activities, taskQueue, hitlPollInterval: 200, maxCachedWorkflows: 0 } as const;
  await withWorker(temporal, options, async (run) => {
    await temporal.client.workflow.start(callActivity, { taskQueue, workflowId, args: ['work'] });
    await eventually('the run waits', () => isWaiting(run.client.workflow.getHandle(workflowId)));
  });
  core.onApprovalPoll = approved;
  await withWorker(temporal, options, async (run) => {
    run.watch({ workflowId });
    expect((await outcomeOf(run.client.workflow.getHandle(workflowId))).value).toBe('worked');
  });
  expect(core.eventsLike({ event_type: 'WorkflowStarted' })).toHaveLength(1);
});

test('with approvals switched off it is a block', async () => {
  const core = await temporal.startCore(answer({ event_type: 'WorkflowStarted' }, approval));
  await withWorker(temporal, { core, activities, hitlEnabled: false }, async (run) => {
    const outcome = await run.execute(callActivity, { args: ['work'] });
    expect(outcome.application).toMatchObject({ type: 'GovernanceStop' });
  });
  expect(work).not.toHaveBeenCalled();
});
