import { guardrails, json, verdict } from './harness/core-reply';
import type { CoreReply } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callAllAtOnce } from './workflows';

const temporal = useTemporal();
const work = jest.fn((...args: unknown[]) => Promise.resolve(args[0] ?? 'worked'));
const other = jest.fn(() => Promise.resolve('other'));
const worker = useWorker(temporal, { activities: { work, other }, hitlPollInterval: 50 });

const started = { event_type: 'ActivityStarted', activity_type: 'work' } as const;
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'approval-1' });

beforeEach(() => jest.clearAllMocks());

/** Answers `pending` twice, then `reply`. */
function decideLate(reply: CoreReply): () => CoreReply {
  return () =>
    worker.core.polls.length < 3 ? json({ id: 'approval-1', action: 'require_approval' }) : reply;
}

// covers: 54, 64, W20
test('an approved activity runs exactly once, after one more Started', async () => {
  worker.core.script = answer(started, ask);
  worker.core.onApprovalPoll = decideLate(json({ id: 'approval-1', action: 'allow' }));

  const handle = await worker.run.start(callActivity, { args: ['work', ['hello']] });
  const outcome = await outcomeOf(handle);

  expect(outcome).toEqual({ status: 'completed', value: 'hello' });
  expect(work).toHaveBeenCalledTimes(1);
  expect(worker.core.story).toEqual([
    'WorkflowStarted',
    'ActivityStarted work',
    'ActivityStarted work',
    'ActivityCompleted work',
    'WorkflowCompleted',
  ]);
  const [first, second] = worker.core.eventsLike(started);
  expect(second?.activity_id).toBe(first?.activity_id);
  expect(second?.attempt).toBeGreaterThan(first?.attempt ?? Infinity);
  for (const poll of worker.core.polls) {
    expect(poll).toEqual({
      workflow_id: handle.workflowId,
      run_id: handle.firstExecutionRunId,
      activity_id: first?.activity_id,
    });
  }
  expect(worker.core.polls).toHaveLength(3);
});

// covers: 53
test('while it waits the activity is pending, and says why', async () => {
  worker.core.script = answer(started, ask);
  const handle = await worker.run.start(callActivity, { args: ['work'] });

  const failure = await eventually('the activity waits', async () => {
    const { raw } = await handle.describe();
    return raw.pendingActivities?.[0]?.lastFailure ?? undefined;
  });

  expect(failure.message).toBe('Approval required: a human must see this');
  expect(failure.applicationFailureInfo?.type).toBe('ApprovalPending');
  expect(
    temporal.log.lines.filter((line) => line.startsWith('WARN') && line.includes('ApprovalPending')),
  ).toEqual([]);
  expect(worker.core.eventsLike({ event_type: 'ActivityCompleted' })).toEqual([]);
});

// covers: 54, 66
test.each(['block', 'halt'])('a rejection by %s is not retried and says what was decided', async (action) => {
  worker.core.script = answer(started, ask);
  worker.core.onApprovalPoll = decideLate(
    json({ id: 'approval-1', action, reason: 'not for this customer' }),
  );

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.application).toMatchObject({
    type: 'ApprovalRejected',
    nonRetryable: true,
    message: 'Activity rejected: not for this customer',
    details: [{ approvalId: 'approval-1' }],
  });
  expect(work).not.toHaveBeenCalled();
});

// covers: 54
test.each([
  '2020-01-11T17:43:39Z',
  '2020-01-11T17:43:39+02:00',
  '2020-01-11 17:43:39',
  '2020-01-11T17:43:39.123456789',
])('an approval that expired is refused: %s', async (approval_expiration_time) => {
  worker.core.script = answer(started, ask);
  worker.core.onApprovalPoll = decideLate(
    json({ id: 'approval-1', action: 'require_approval', approval_expiration_time }),
  );

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.application).toMatchObject({ type: 'ApprovalExpired', nonRetryable: true });
  expect(work).not.toHaveBeenCalled();
});

// covers: 55, W65
test('an approval that expired but says allow is an approval', async () => {
  worker.core.script = answer(started, ask);
  worker.core.onApprovalPoll = decideLate(
    json({ action: 'allow', approval_expiration_time: '2020-01-11T17:43:39Z' }),
  );

  expect((await worker.run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
});

// covers: 56, 107
test('a poll without an answer leaves the approval pending', async () => {
  worker.core.script = answer(started, ask);
  const replies: CoreReply[] = [
    json({ code: 500, message: 'down' }, 500),
    json({ code: 404, message: 'unknown' }, 404),
    { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
    json({}),
    json({ action: 'perhaps' }),
    json({ action: 'constrain' }),
    'reset',
  ];
  worker.core.onApprovalPoll = () => replies.shift() ?? json({ action: 'allow' });

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.value).toBe('worked');
  expect(replies).toEqual([]);
  expect(work).toHaveBeenCalledTimes(1);
});

// covers: 64
test('after approval only the question itself counts as answered', async () => {
  worker.core.script = (event) => {
    if (event.event_type !== 'ActivityStarted') return undefined;
    return event.attempt === 1 ? ask : guardrails({ input_type: 'activity_input', redacted_input: ['[X]'] });
  };
  worker.core.onApprovalPoll = () => json({ action: 'allow' });
  const redacted = await worker.run.execute(callActivity, { args: ['work', ['secret']] });
  expect(redacted.value).toBe('[X]');

  worker.core.script = (event) => {
    if (event.event_type !== 'ActivityStarted') return undefined;
    return event.attempt === 1 ? ask : verdict('block', { reason: 'changed my mind' });
  };
  const blocked = await worker.run.execute(callActivity, { args: ['work', ['secret']] });
  expect(blocked.application).toMatchObject({
    type: 'GovernanceStop',
    message: 'Governance blocked: changed my mind',
  });
  expect(work).toHaveBeenCalledTimes(1);
});

// covers: 63, W19, M7
test('each activity waits for its own approval', async () => {
  worker.core.script = answer(started, ask);
  const handle = await worker.run.start(callAllAtOnce, { args: ['work', 'other'] });
  await eventually('the first asks', () => worker.core.polls.length > 1);
  expect(other).toHaveBeenCalledTimes(1);
  expect(work).not.toHaveBeenCalled();

  worker.core.onApprovalPoll = () => json({ action: 'allow' });
  expect((await outcomeOf(handle)).value).toEqual(['worked', 'other']);
});

test('a failure after approval is retried without asking the human again', async () => {
  worker.core.script = answer(started, ask);
  worker.core.onApprovalPoll = () => json({ action: 'allow' });
  work.mockRejectedValueOnce(new Error('a hiccup'));

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.value).toBe('worked');
  expect(work).toHaveBeenCalledTimes(2);
});
