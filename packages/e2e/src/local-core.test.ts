import { startLocalCore } from '@openbox/local-core';
import type { LocalCore } from '@openbox/local-core';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const pay = jest.fn((order: { amount: number }) => Promise.resolve(`paid ${String(order.amount)}`));
const answerCustomer = jest.fn((prompt: string) => Promise.resolve(`you wrote: ${prompt}`));
let core: LocalCore;

beforeAll(async () => {
  core = await startLocalCore({
    policies: {
      defaultDecision: 'allow',
      rules: [
        {
          id: 'ask',
          on: { event_type: 'ActivityStarted', activity_type: 'pay' },
          when: 'activity_input[0].amount > 100',
          decision: 'require_approval',
          reason: 'a large sum',
        },
        {
          id: 'never',
          on: { event_type: 'ActivityStarted', activity_type: 'pay' },
          when: 'activity_input[0].amount > 1000',
          decision: 'block',
          reason: 'too large a sum',
          risk_score: 0.9,
        },
        {
          id: 'end',
          on: { event_type: 'ActivityStarted', activity_type: 'pay' },
          when: 'activity_input[0].amount > 10000',
          decision: 'halt',
          reason: 'an absurd sum',
        },
      ],
      guardrails: [
        {
          id: 'pii',
          type: 'pii',
          stage: 'input',
          activity_type: ['answerCustomer'],
          fields: ['input.*'],
          entities: ['EMAIL_ADDRESS'],
          on_fail: 'fix',
        },
      ],
    },
  });
});
afterAll(() => core.close());
beforeEach(() => jest.clearAllMocks());

function governed<T>(body: Parameters<typeof withWorker<T>>[2]): Promise<T> {
  const { url: openboxUrl, apiKey: openboxApiKey } = core;
  return withWorker(
    temporal,
    { openboxUrl, openboxApiKey, activities: { pay, answerCustomer }, hitlPollInterval: 50 },
    body,
  );
}

test.each([
  [50, 'completed', undefined],
  [5_000, 'failed', 'too large a sum'],
  [50_000, 'terminated', 'an absurd sum'],
] as const)('the policies of a local Core decide: %d', async (amount, status, reason) => {
  const outcome = await governed((run) => run.execute(callActivity, { args: ['pay', [{ amount }]] }));

  expect(outcome.status).toBe(status);
  expect(JSON.stringify([outcome.application?.message, outcome.failure?.message])).toContain(reason ?? '');
  expect(pay).toHaveBeenCalledTimes(status === 'completed' ? 1 : 0);
});

test.each(['approve', 'reject'] as const)('a human decides at a local Core: %s', async (decision) => {
  await governed(async (run) => {
    const handle = await run.start(callActivity, { args: ['pay', [{ amount: 500 }]] });
    const approval = await core.approvals.waitFor({ workflowId: handle.workflowId });
    expect(pay).not.toHaveBeenCalled();
    await core.approvals[decision](approval.id, { reason: 'as agreed' });

    const outcome = await outcomeOf(handle);
    expect(outcome.value ?? outcome.application?.message).toBe(
      decision === 'approve' ? 'paid 500' : 'Activity rejected: as agreed',
    );
  });
  expect(pay).toHaveBeenCalledTimes(decision === 'approve' ? 1 : 0);
});

test('its guardrails redact what the activity receives', async () => {
  await governed((run) =>
    run.execute(callActivity, { args: ['answerCustomer', ['write to jane@example.com']] }),
  );

  expect(answerCustomer.mock.calls[0]?.[0]).not.toContain('jane@example.com');
});
