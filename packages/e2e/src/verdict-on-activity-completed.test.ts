import { guardrails, json, verdict } from './harness/core-reply';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callInSpiteOf } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve({ answer: 42 }));
const other = jest.fn(() => Promise.resolve('other'));
const onConstrain = jest.fn();
const worker = useWorker(temporal, { activities: { work, other }, onConstrain, hitlPollInterval: 50 });

const completed = { event_type: 'ActivityCompleted', activity_type: 'work' } as const;

beforeEach(() => jest.clearAllMocks());

// covers: 41
test('block fails the workflow though the body ran, once', async () => {
  worker.core.script = answer(completed, verdict('block', { reason: 'too much' }));

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.application).toMatchObject({
    type: 'GovernanceStop',
    message: 'Governance blocked: too much',
    nonRetryable: true,
  });
  expect(work).toHaveBeenCalledTimes(1);
});

// covers: 41
test('halt terminates the run though the body ran', async () => {
  worker.core.script = answer(completed, verdict('halt', { reason: 'far too much' }));

  const outcome = await worker.run.execute(callInSpiteOf, { args: ['work', 'other'] });

  expect(outcome.status).toBe('terminated');
  expect(outcome.failure?.message).toContain('far too much');
  expect(other).not.toHaveBeenCalled();
});

test('constrain hands the result on and calls onConstrain', async () => {
  worker.core.script = answer(completed, verdict('constrain', { constraints: ['watch it'] }));

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.value).toEqual({ answer: 42 });
  expect(onConstrain).toHaveBeenCalledTimes(1);
});

// covers: 42
test('a guardrails failure of the output fails the workflow', async () => {
  worker.core.script = answer(
    completed,
    guardrails({ input_type: 'activity_output', validation_passed: false, reasons: [] }),
  );

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.application).toMatchObject({ type: 'GuardrailsValidationFailed', nonRetryable: true });
  expect(outcome.application?.message).toMatch(/output/i);
});

// covers: 43, W21
test('require_approval of the output keeps the result until a human approves, and runs nothing twice', async () => {
  worker.core.script = answer(
    completed,
    verdict('require_approval', { reason: 'large sum', approval_id: 'approval-3' }),
  );
  worker.core.onApprovalPoll = () =>
    json({ id: 'approval-3', action: worker.core.polls.length < 3 ? 'require_approval' : 'allow' });

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome).toEqual({ status: 'completed', value: { answer: 42 } });
  expect(work).toHaveBeenCalledTimes(1);
  expect(worker.core.story).toEqual([
    'WorkflowStarted',
    'ActivityStarted work',
    'ActivityCompleted work',
    'WorkflowCompleted',
  ]);
});

test('a rejected output never reaches the workflow', async () => {
  worker.core.script = answer(completed, verdict('require_approval'));
  worker.core.onApprovalPoll = () => json({ id: 'approval-3', action: 'block', reason: 'not this sum' });

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.application).toMatchObject({
    type: 'ApprovalRejected',
    message: 'Activity rejected: not this sum',
    nonRetryable: true,
  });
  expect(work).toHaveBeenCalledTimes(1);
});

// covers: 48
test('only block and halt outrank the error of a failed activity', async () => {
  work.mockRejectedValue(new Error('the database is away'));
  const once = { retry: { maximumAttempts: 1 } };
  for (const reply of [
    verdict('require_approval'),
    guardrails({ input_type: 'activity_output', redacted_input: 'REDACTED' }),
    guardrails({ input_type: 'activity_output', validation_passed: false }),
  ]) {
    worker.core.script = answer(completed, reply);
    const outcome = await worker.run.execute(callActivity, { args: ['work', [], once] });
    expect(outcome.application?.message).toBe('the database is away');
  }

  worker.core.script = answer(completed, verdict('block', { reason: 'enough' }));
  const blocked = await worker.run.execute(callActivity, { args: ['work', [], once] });
  expect(blocked.application).toMatchObject({
    type: 'GovernanceStop',
    message: 'Governance blocked: enough',
  });
});
