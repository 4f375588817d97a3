import { findDecisive } from './find-decisive';
import { sampleDecision, sampleEvent } from './testing/sample-outcome';

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

  it('takes the first act where everything was allowed', () => {
    const read = sampleDecision({ event: sampleEvent({ activity_type: 'readMessage' }) });
    const refund = sampleDecision();
    const reply = sampleDecision({ event: sampleEvent({ activity_type: 'sendReply' }) });
    expect(findDecisive([read, refund, reply])).toBe(refund);
    expect(findDecisive([read])).toBe(read);
  });

  it('finds nothing where Core was not asked', () => {
    expect(findDecisive([])).toBeUndefined();
  });
});
