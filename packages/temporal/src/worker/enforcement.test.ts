import type { GovernanceVerdict, GuardrailsResult } from '@openbox/core-client/contract';
import { enforcementOf } from './enforcement';

const activity = { errorTypes: 'v1.0', side: 'input', level: 'activity' } as const;
const failedGuardrails: GuardrailsResult = {
  inputType: 'activity_input',
  validationPassed: false,
  reasons: [
    { type: 'pii', field: 'input.email', reason: 'Contains PII data' },
    { type: 'sensitive', field: 'input.ssn', reason: 'SSN detected in input' },
  ],
};

describe('enforcementOf', () => {
  // covers: 17
  it.each<[string, GovernanceVerdict, string]>([
    ['halt beats a guardrails failure', { verdict: 'halt', guardrails: failedGuardrails }, 'halt'],
    ['block refuses', { verdict: 'block' }, 'refuse'],
    [
      'a guardrails failure beats approval',
      { verdict: 'require_approval', guardrails: failedGuardrails },
      'refuse',
    ],
    ['a guardrails failure beats allow', { verdict: 'allow', guardrails: failedGuardrails }, 'refuse'],
    ['approval waits', { verdict: 'require_approval' }, 'approval'],
    ['constrain goes on', { verdict: 'constrain' }, 'constrain'],
    ['allow goes on', { verdict: 'allow' }, 'allow'],
    ['a halt that Core did not decide only refuses', { verdict: 'halt', fallbackUsed: true }, 'refuse'],
  ])('%s', (_name, verdict, kind) => {
    expect(enforcementOf(verdict, activity).kind).toBe(kind);
  });

  it('names a stop as the specification does, with its facts in the details', () => {
    const verdict: GovernanceVerdict = {
      verdict: 'block',
      reason: 'not that host',
      policyId: 'p1',
      riskScore: 0.9,
      approvalId: 'a1',
      governanceEventId: 'g1',
    };
    expect(enforcementOf(verdict, activity)).toEqual({
      kind: 'refuse',
      refusal: {
        type: 'GovernanceStop',
        message: 'Governance blocked: not that host',
        details: {
          verdict: 'block',
          reason: 'not that host',
          policyId: 'p1',
          riskScore: 0.9,
          approvalId: 'a1',
          governanceEventId: 'g1',
        },
      },
    });
  });

  it('has a text where Core gave no reason', () => {
    expect(enforcementOf({ verdict: 'block' }, activity)).toMatchObject({
      refusal: { message: 'Governance blocked: No reason provided' },
    });
  });

  it.each([
    ['block', 'GovernanceBlock', 'Governance blocked: why'],
    ['halt', 'GovernanceHalt', 'Governance HALT: why'],
  ] as const)('tells %s apart with the newer error types', (verdict, type, message) => {
    expect(enforcementOf({ verdict, reason: 'why' }, { ...activity, errorTypes: 'v1.1' })).toMatchObject({
      refusal: { type, message },
    });
  });

  it('joins the reasons of guardrails, and has a text where there are none', () => {
    expect(enforcementOf({ verdict: 'allow', guardrails: failedGuardrails }, activity)).toMatchObject({
      refusal: {
        type: 'GuardrailsValidationFailed',
        message: 'Guardrails validation failed: Contains PII data; SSN detected in input',
        details: { reasons: failedGuardrails.reasons },
      },
    });
    const silent: GuardrailsResult = { inputType: 'activity_output', validationPassed: false, reasons: [] };
    expect(
      enforcementOf({ verdict: 'allow', guardrails: silent }, { ...activity, side: 'output' }),
    ).toMatchObject({
      refusal: { message: expect.stringContaining('output') as string },
    });
  });

  it('says on workflow level that Core could not be asked', () => {
    const verdict: GovernanceVerdict = {
      verdict: 'halt',
      reason: 'Governance API error: HTTP 500',
      fallbackUsed: true,
    };
    expect(enforcementOf(verdict, { ...activity, level: 'workflow' })).toMatchObject({
      kind: 'refuse',
      refusal: { type: 'GovernanceAPIError', message: 'Governance API error: HTTP 500' },
    });
  });
});
