import { sampleEvent } from './testing/sample-outcome';
import { toRecordedDecision } from './to-recorded-decision';

const event = sampleEvent();

describe('toRecordedDecision', () => {
  it('keeps a policy, its reason and its terms', () => {
    const verdict = { verdict: 'constrain', policyId: 'p', reason: 'r', constraints: ['report'] } as const;
    expect(toRecordedDecision({ event, verdict })).toEqual({
      event,
      verdict: 'constrain',
      rules: ['p'],
      reason: 'r',
      constraints: ['report'],
      refused: false,
    });
  });

  it('names the guardrails that replaced something, and what they put there', () => {
    const reasons = [
      { type: 'pii', field: 'output.email', reason: 'Contains EMAIL_ADDRESS; replaced' },
      { type: 'pii', field: 'output.phone', reason: 'Contains PHONE_NUMBER; replaced' },
    ];
    const redactedInput = { email: '<EMAIL_ADDRESS>' };
    const guardrails = {
      inputType: 'activity_output',
      validationPassed: true,
      redactedInput,
      reasons,
    } as const;
    expect(toRecordedDecision({ event, verdict: { verdict: 'allow', guardrails } })).toMatchObject({
      rules: ['pii in output.email', 'pii in output.phone'],
      reason: 'Contains EMAIL_ADDRESS; replaced; Contains PHONE_NUMBER; replaced',
      replacement: redactedInput,
      refused: false,
    });
  });

  it('tells a refusal, and a result that changed nothing', () => {
    const refusing = { inputType: 'activity_output', validationPassed: false, reasons: [] } as const;
    expect(toRecordedDecision({ event, verdict: { verdict: 'allow', guardrails: refusing } }).refused).toBe(
      true,
    );
    const passing = { ...refusing, validationPassed: true, redactedInput: null };
    const decision = toRecordedDecision({ event, verdict: { verdict: 'allow', guardrails: passing } });
    expect(decision).toEqual({ event, verdict: 'allow', rules: [], refused: false });
  });
});
