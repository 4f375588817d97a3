import { findDecisive } from './find-decisive';
import { sampleDecision } from './testing/sample-outcome';

describe('findDecisive', () => {
  it('takes the strongest verdict, and the first of equals', () => {
    const first = sampleDecision({ verdict: 'require_approval', reason: 'first' });
    const second = sampleDecision({ verdict: 'require_approval', reason: 'second' });
    expect(
      findDecisive([sampleDecision(), first, second, sampleDecision({ replacement: [{ prompt: 'p' }] })]),
    ).toBe(first);
    const halt = sampleDecision({ verdict: 'halt' });
    expect(findDecisive([sampleDecision({ verdict: 'block', refused: true }), halt])).toBe(halt);
  });

  it('takes a refusal by guardrails before a redaction, and that before a plain allow', () => {
    const redacted = sampleDecision({ replacement: [{ prompt: 'p' }] });
    const refused = sampleDecision({ refused: true });
    expect(findDecisive([sampleDecision(), redacted, refused])).toBe(refused);
    expect(findDecisive([sampleDecision(), redacted])).toBe(redacted);
  });

  it('finds nothing where Core was not asked', () => {
    expect(findDecisive([])).toBeUndefined();
  });
});
