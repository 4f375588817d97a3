import { getGovernanceFailure } from '@openbox/temporal';
import { guardrails, json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callChild, explainFailure } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const activities = { work };
const started = { event_type: 'ActivityStarted' } as const;

describe('at a client', () => {
  const worker = useWorker(temporal, { activities, hitlPollInterval: 50 });

  // covers: 23
  test.each([
    [
      'block',
      verdict('block', { reason: 'no', policy_id: 'p-1', risk_score: 0.4 }),
      { type: 'GovernanceStop', verdict: 'block', reason: 'no', policyId: 'p-1', riskScore: 0.4 },
    ],
    ['halt', verdict('halt', { reason: 'no' }), { verdict: 'halt' }],
    [
      'guardrails',
      guardrails({ validation_passed: false, reasons: [{ type: 'pii', field: 'input.0', reason: 'card' }] }),
      { type: 'GuardrailsValidationFailed', reasons: [{ type: 'pii', field: 'input.0', reason: 'card' }] },
    ],
  ] as const)('the failure of a run says what governance did: %s', async (_name, reply, expected) => {
    worker.core.script = answer(started, reply);

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(getGovernanceFailure(outcome.failure)).toMatchObject(expected);
  });

  test('a rejected approval', async () => {
    worker.core.script = answer(started, verdict('require_approval', { approval_id: 'a-1' }));
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'block', reason: 'no' });

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(getGovernanceFailure(outcome.failure)).toMatchObject({
      type: 'ApprovalRejected',
      reason: 'no',
      approvalId: 'a-1',
    });
  });

  test('a child that was refused', async () => {
    worker.core.script = answer(
      { event_type: 'WorkflowStarted', workflow_type: 'echo' },
      verdict('block', { reason: 'no children' }),
    );

    const outcome = await worker.run.execute(callChild, { args: ['x'] });

    expect(getGovernanceFailure(outcome.failure)).toMatchObject({ verdict: 'block', reason: 'no children' });
  });

  // covers: 81, M11
  test('an error that only speaks of governance is not taken for one', async () => {
    work.mockRejectedValueOnce(new Error('Governance blocked: said the user'));

    const outcome = await worker.run.execute(callActivity, {
      args: ['work', [], { retry: { maximumAttempts: 1 } }],
    });

    expect(outcome.status).toBe('failed');
    expect(getGovernanceFailure(outcome.failure)).toBeUndefined();
  });
});

describe('in a workflow', () => {
  const worker = useWorker(temporal, { activities });

  test('a caught failure says what governance did', async () => {
    worker.core.script = answer(started, verdict('block', { reason: 'no', policy_id: 'p-1' }));

    const outcome = await worker.run.execute(explainFailure, { args: ['work'] });

    expect(outcome.value).toEqual({
      type: 'GovernanceStop',
      verdict: 'block',
      reason: 'no',
      policyId: 'p-1',
    });
  });
});

describe("errorTypes: 'v1.1'", () => {
  const worker = useWorker(temporal, { activities, errorTypes: 'v1.1' });

  // covers: 16
  test('a block is a GovernanceBlock', async () => {
    worker.core.script = answer(started, verdict('block', { reason: 'no' }));

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.application).toMatchObject({ type: 'GovernanceBlock', message: 'Governance blocked: no' });
  });

  // covers: 16
  test('a halt is a GovernanceHalt in what the activity throws', async () => {
    worker.core.script = answer(started, verdict('halt', { reason: 'no' }));

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.status).toBe('terminated');
    await eventually('the failure is logged', () => temporal.log.linesWith('Governance HALT: no').length > 0);
  });
});
