import { nudge, pendingApprovals } from '@openbox/temporal/client';
import type { PendingApproval } from '@openbox/temporal/client';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callAllAtOnce } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const once = { retry: { maximumAttempts: 1 } };
const started = { event_type: 'ActivityStarted', activity_type: 'work' } as const;
const completed = { event_type: 'ActivityCompleted', activity_type: 'work' } as const;
const ask = verdict('require_approval', {
  reason: 'a human must see this',
  approval_id: 'a-1',
  policy_id: 'p-1',
});

beforeEach(() => work.mockClear());

describe('an activity that may run only once', () => {
  const activities = { work, rest: () => Promise.resolve('rested') };
  const worker = useWorker(temporal, { activities, hitlPollInterval: 50 });
  const pending = () => json({ action: 'require_approval' });

  // covers: 65, W22
  test.each([
    ['its input', started],
    ['its result', completed],
  ])('waits for the approval of %s, and its body runs once', async (_name, asked) => {
    worker.core.script = answer(asked, ask);
    worker.core.onApprovalPoll = () => (worker.core.polls.length < 4 ? pending() : json({ action: 'allow' }));

    const outcome = await worker.run.execute(callActivity, { args: ['work', [], once] });

    expect(outcome.value).toBe('worked');
    expect(work).toHaveBeenCalledTimes(1);
    expect(new Set(worker.core.polls.map((poll) => JSON.stringify(poll))).size).toBe(1);
  });

  test('fails as it would itself once a human says no', async () => {
    worker.core.script = answer(started, ask);
    worker.core.onApprovalPoll = () =>
      worker.core.polls.length < 3 ? pending() : json({ action: 'block', reason: 'too much' });

    const outcome = await worker.run.execute(callActivity, { args: ['work', [], once] });

    expect(outcome.application).toMatchObject({
      type: 'ApprovalRejected',
      nonRetryable: true,
      message: 'Activity rejected: too much',
    });
    expect(work).not.toHaveBeenCalled();
  });

  test('can be cancelled while the workflow waits for it', async () => {
    worker.core.script = answer(started, ask);
    const handle = await worker.run.start(callActivity, { args: ['work', [], once] });
    await eventually('the workflow waits', () => worker.core.polls.length > 1);
    await handle.cancel();

    expect((await outcomeOf(handle)).status).toBe('cancelled');
    expect(work).not.toHaveBeenCalled();
  });

  test('does not hold up what runs beside it', async () => {
    worker.core.script = answer(started, ask);
    const handle = await worker.run.start(callAllAtOnce, { args: ['work', 'rest'] });
    await eventually(
      'the other one is done',
      () => worker.core.eventsLike({ event_type: 'ActivityCompleted', activity_type: 'rest' }).length > 0,
    );
    worker.core.onApprovalPoll = () => json({ action: 'allow' });

    expect((await outcomeOf(handle)).value).toEqual(['worked', 'rested']);
  });
});

describe('from a client alone', () => {
  const worker = useWorker(temporal, { activities: { work }, hitlPollInterval: '1h' });

  // covers: W22
  test.each([
    ['by retry', {}],
    ['in the workflow', once],
  ])('what waits %s is listed, and woken after a decision', async (_name, options) => {
    worker.core.script = answer(started, ask);
    worker.core.onApprovalPoll = () => json({ action: 'require_approval' });
    const handle = await worker.run.start(callActivity, { args: ['work', [], options] });
    const target = { workflowId: handle.workflowId };
    let waiting: PendingApproval[] = [];
    await eventually('it is listed', async () => {
      waiting = await pendingApprovals(temporal.client, target);
      return waiting.length > 0;
    });

    expect(waiting).toEqual([
      {
        workflowId: handle.workflowId,
        runId: handle.firstExecutionRunId,
        workflowType: 'callActivity',
        activityId: expect.any(String) as string,
        activityType: 'work',
        reason: 'a human must see this',
        approvalId: 'a-1',
        policyId: 'p-1',
        requestedAt: expect.any(Date) as Date,
      },
    ]);
    await eventually('the queue lists it', async () => {
      const listed = await pendingApprovals(temporal.client, { taskQueue: worker.run.taskQueue });
      return listed.some(({ workflowId }) => workflowId === handle.workflowId);
    });

    worker.core.onApprovalPoll = () => json({ action: 'allow' });
    const [first] = waiting;
    if (first !== undefined) await nudge(temporal.client, first);
    expect((await outcomeOf(handle)).value).toBe('worked');
    expect(await pendingApprovals(temporal.client, target)).toEqual([]);
  });
});
