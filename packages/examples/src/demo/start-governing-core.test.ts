import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { GoverningCore } from './governing-core';
import { startGoverningCore } from './start-governing-core';
import { sampleEvent } from './testing/sample-outcome';

const POLICIES = resolve(__dirname, '../../policies');

describe('startGoverningCore', () => {
  let core: GoverningCore;

  beforeEach(async () => {
    core = await startGoverningCore(POLICIES);
  });

  afterEach(async () => {
    await core.close();
  });

  const evaluate = async (fields: Parameters<typeof sampleEvent>[0]): Promise<unknown> => {
    const response = await fetch(`${core.url}/api/v1/governance/evaluate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${core.apiKey}` },
      body: JSON.stringify({ ...sampleEvent(fields), timestamp: '2026-01-01T00:00:00Z' }),
    });
    expect(response.status).toBe(200);
    return response.json();
  };

  it.each([
    [199.99, 'allow', undefined],
    [200, 'constrain', 'refund-from-200'],
    [1000, 'constrain', 'refund-from-200'],
    [1000.01, 'require_approval', 'refund-over-1000'],
  ])('judges a refund of %d USD', async (amountUsd, verdict, policyId) => {
    await evaluate({ activity_input: [{ customerId: 'C', orderId: 'A-1', amountUsd }] });
    expect(await core.decisions('run-1')).toMatchObject([{ verdict, rules: policyId ? [policyId] : [] }]);
  });

  it('blocks a refund whose amount cannot be read', async () => {
    await evaluate({ activity_input: ['4000'] });
    expect(await core.decisions('run-1')).toMatchObject([{ verdict: 'block' }]);
  });

  it('shows what waits for a person, and decides once', async () => {
    await evaluate({ activity_type: 'closeAccount', activity_input: [{ customerId: 'C' }] });
    expect(await core.waiting('another-run')).toBeUndefined();
    const waiting = await core.waiting('run-1');
    expect(waiting?.reason).toContain('closed for good');
    const id = String(waiting?.id);
    expect(core.decideCommand(id, 'reject')).toContain(`approvals reject ${id} --url ${core.url}`);
    await core.decide(id, 'approve', 'fine');
    expect(await core.waiting('run-1')).toBeUndefined();
    await expect(core.decide(id, 'reject', 'too late')).resolves.toBeUndefined();
  });

  it('redacts every kind of personal data in the messages', async () => {
    const prompt =
      'a@example.com, 555-867-5309, 4111 1111 1111 1111, 536-22-1234, DE89 3704 0044 0532 0130 00, order A-1204';
    await evaluate({ activity_type: 'decideAction', activity_input: [{ prompt }] });
    const [decision] = await core.decisions('run-1');
    expect(decision?.replacement).toEqual([
      { prompt: '<EMAIL_ADDRESS>, <PHONE_NUMBER>, <CREDIT_CARD>, <US_SSN>, <IBAN_CODE>, order A-1204' },
    ]);
  });
});

describe('startGoverningCore with a policy file that has a mistake', () => {
  it('names the file and the line, without a stack', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'policies-'));
    try {
      writeFileSync(join(folder, 'p.yaml'), 'defaultDecision: perhaps\n');
      await expect(startGoverningCore(folder)).rejects.toMatchObject({
        name: 'DemoError',
        message: expect.stringContaining('p.yaml:1:'),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
