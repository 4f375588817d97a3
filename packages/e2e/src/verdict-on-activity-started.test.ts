import { guardrails, json, verdict } from './harness/core-reply';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callInSpiteOf } from './workflows';

const temporal = useTemporal();
const work = jest.fn((..._args: unknown[]) => Promise.resolve('worked'));
const other = jest.fn(() => Promise.resolve('other'));
const onConstrain = jest.fn();
const worker = useWorker(temporal, { activities: { work, other }, onConstrain, hitlPollInterval: 50 });

const started = { event_type: 'ActivityStarted', activity_type: 'work' } as const;
const reasons = {
  reason: 'refunds are frozen',
  policy_id: 'policy-7',
  risk_score: 0.9,
  approval_id: 'approval-9',
};

beforeEach(() => jest.clearAllMocks());

test('allow runs the activity', async () => {
  const outcome = await worker.run.execute(callActivity, { args: ['work', ['hello']] });

  expect(outcome).toEqual({ status: 'completed', value: 'worked' });
  expect(work.mock.calls).toEqual([['hello']]);
  expect(worker.core.story).toEqual([
    'WorkflowStarted',
    'ActivityStarted work',
    'ActivityCompleted work',
    'WorkflowCompleted',
  ]);
});

// covers: 15, 16, 23, 24
test.each([
  verdict('block', reasons),
  json({ action: 'block', ...reasons }),
  json({ verdict: 3, ...reasons }),
])('block fails the workflow and never runs the activity: %j', async (reply) => {
  worker.core.script = answer(started, reply);

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.status).toBe('failed');
  expect(outcome.application).toMatchObject({
    type: 'GovernanceStop',
    nonRetryable: true,
    message: 'Governance blocked: refunds are frozen',
    details: [
      {
        verdict: 'block',
        reason: 'refunds are frozen',
        policyId: 'policy-7',
        riskScore: 0.9,
        approvalId: 'approval-9',
      },
    ],
  });
  expect(work).not.toHaveBeenCalled();
  expect(worker.core.story).toEqual(['WorkflowStarted', 'ActivityStarted work', 'WorkflowFailed']);
});

// covers: 16
test('block without a reason says so', async () => {
  worker.core.script = answer(started, verdict('block'));

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.application?.message).toBe('Governance blocked: No reason provided');
});

test('a workflow that catches a block goes on with another activity', async () => {
  worker.core.script = answer(started, verdict('block', reasons));

  const outcome = await worker.run.execute(callInSpiteOf, { args: ['work', 'other'] });

  expect(outcome).toEqual({ status: 'completed', value: ['failed', 'other'] });
  expect(work).not.toHaveBeenCalled();
});

// covers: 15
test.each([verdict('halt', reasons), json({ action: 'stop', ...reasons }), json({ verdict: 4, ...reasons })])(
  'halt terminates the run, also one that would have gone on: %j',
  async (reply) => {
    worker.core.script = answer(started, reply);

    const outcome = await worker.run.execute(callInSpiteOf, { args: ['work', 'other'] });

    expect(outcome.status).toBe('terminated');
    expect(outcome.failure?.message).toContain('refunds are frozen');
    expect(work).not.toHaveBeenCalled();
    expect(other).not.toHaveBeenCalled();
    expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toEqual([]);
  },
);

// covers: 20
test('constrain runs the activity, logs the constraints and calls onConstrain', async () => {
  const constraints = ['read-only', 'no-network'];
  worker.core.script = answer(started, verdict('constrain', { reason: 'be careful', constraints }));

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.value).toBe('worked');
  expect(work).toHaveBeenCalledTimes(1);
  expect(onConstrain).toHaveBeenCalledTimes(1);
  expect(JSON.stringify(onConstrain.mock.calls)).toContain('no-network');
  expect(temporal.log.linesWith('read-only')).not.toEqual([]);
});

// covers: 18, 19
test('a guardrails failure fails the workflow, whatever the verdict says', async () => {
  const failed = {
    input_type: 'activity_input',
    validation_passed: false,
    reasons: [
      { type: 'pii', field: 'email', reason: 'Contains PII data' },
      { type: 'sensitive', field: 'ssn', reason: 'SSN detected in input' },
    ],
  };
  for (const reply of [guardrails(failed), verdict('require_approval', { guardrails_result: failed })]) {
    worker.core.script = answer(started, reply);

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.application).toMatchObject({
      type: 'GuardrailsValidationFailed',
      nonRetryable: true,
      message: 'Guardrails validation failed: Contains PII data; SSN detected in input',
    });
  }
  expect(work).not.toHaveBeenCalled();
  expect(worker.core.polls).toEqual([]);
});

// covers: 13, W2
test('a malformed guardrails result does not weaken a block', async () => {
  worker.core.script = answer(
    started,
    verdict('block', { guardrails_result: [1], risk_score: 'high', constraints: 7 }),
  );

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.application?.type).toBe('GovernanceStop');
  expect(work).not.toHaveBeenCalled();
});
