import { CoreClient } from '@openbox/core-client';
import type { LocalCore } from './local-core';
import type { PolicyDocument } from './policies/policy-document';
import { activityCompleted, activityStarted } from './testing/events';
import { parseEvent } from './testing/parse-event';
import { TestCores } from './testing/test-core';

const cores = new TestCores();
const clients = new Set<CoreClient>();
afterEach(async () => {
  await Promise.all([...clients].map((client) => client.close()));
  clients.clear();
  await cores.end();
});

const POLICIES: PolicyDocument = {
  defaultDecision: 'allow',
  rules: [
    {
      id: 'ask',
      on: { activity_type: 'refund', event_type: 'ActivityStarted' },
      decision: 'require_approval',
      reason: 'Look at it',
      risk_score: 0.6,
    },
    { id: 'stop', on: { activity_type: 'erase' }, decision: 'halt', reason: 'Never', risk_score: 1 },
    {
      id: 'care',
      on: { activity_type: 'export' },
      decision: 'constrain',
      reason: 'Careful',
      constraints: ['sandbox'],
    },
  ],
  guardrails: [{ id: 'pii', type: 'pii', stage: 'output', fields: ['output'], on_fail: 'fix' }],
};

async function connect(core: LocalCore): Promise<CoreClient> {
  const client = await CoreClient.connect({ url: core.url, apiKey: core.apiKey, onApiError: 'fail_closed' });
  clients.add(client);
  return client;
}

describe('the client', () => {
  const key = { workflowId: 'order-1', runId: 'run-1', activityId: '1' };

  test('gets verdicts with all that belongs to them', async () => {
    const core = await cores.start({ policies: POLICIES });
    const client = await connect(core);
    expect(await client.evaluate(parseEvent(activityStarted({ activity_type: 'erase' })))).toMatchObject({
      verdict: 'halt',
      reason: 'Never',
      policyId: 'stop',
      riskScore: 1,
    });
    expect(await client.evaluate(parseEvent(activityStarted({ activity_type: 'export' })))).toMatchObject({
      verdict: 'constrain',
      constraints: ['sandbox'],
    });
    const redacted = await client.evaluate(parseEvent(activityCompleted({ activity_output: 'a@b.com' })));
    expect(redacted).toMatchObject({
      verdict: 'allow',
      guardrails: { inputType: 'activity_output', redactedInput: '<EMAIL_ADDRESS>', validationPassed: true },
    });
  });

  test('waits for a human and learns what was decided', async () => {
    const core = await cores.start({ policies: POLICIES });
    const client = await connect(core);
    expect((await client.pollApproval(key)).state).toBe('not_found');
    const verdict = await client.evaluate(parseEvent(activityStarted()));
    const [approval] = await core.approvals.list();
    expect(verdict).toMatchObject({ verdict: 'require_approval', approvalId: approval?.id, policyId: 'ask' });
    expect(await client.pollApproval(key)).toMatchObject({ state: 'pending', approvalId: approval?.id });
    await core.approvals.approve(approval?.id ?? '', { reason: 'Known' });
    expect(await client.pollApproval(key)).toMatchObject({ state: 'approved', reason: 'Known' });

    await client.evaluate(parseEvent(activityStarted({ activity_id: '2' })));
    const second = await core.approvals.waitFor({ activityId: '2' });
    await core.approvals.reject(second.id, { reason: 'No' });
    expect(await client.pollApproval({ ...key, activityId: '2' })).toMatchObject({
      state: 'rejected',
      reason: 'No',
    });
  });

  test('finds its own record in the server, verdict included', async () => {
    const core = await cores.start({ policies: POLICIES });
    const client = await connect(core);
    const verdict = await client.evaluate(parseEvent(activityStarted({ activity_type: 'export' })));
    const [recorded] = await core.events({ workflowId: 'order-1', verdict: 'constrain' });
    expect(recorded?.governanceEventId).toBe(verdict.governanceEventId);
    expect(recorded?.verdict).toMatchObject({
      verdict: 'constrain',
      policyId: 'care',
      constraints: ['sandbox'],
    });
    expect(JSON.stringify(recorded)).not.toContain(core.apiKey);
  });

  test('is refused with a wrong key, and for a suspended agent', async () => {
    const core = await cores.start({ policies: POLICIES });
    const options = { url: core.url, apiKey: 'obx_test_wrong' };
    await expect(CoreClient.connect(options)).rejects.toMatchObject({ name: 'OpenBoxAuthError' });
    core.setAgentActive('default', false);
    await expect(connect(core)).rejects.toMatchObject({ name: 'OpenBoxAuthError' });
  });
});
