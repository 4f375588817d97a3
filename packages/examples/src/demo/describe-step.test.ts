import { describeStep, shorten } from './describe-step';
import { sampleEvent } from './testing/sample-outcome';

describe('describeStep', () => {
  it('names the activity and its argument', () => {
    expect(describeStep(sampleEvent())).toBe(
      'issueRefund { customerId: CUST-1, orderId: A-1299, amountUsd: 4000 }',
    );
  });

  it('names a result, a signal and a workflow event', () => {
    const result = sampleEvent({ event_type: 'ActivityCompleted', activity_output: { category: 'threat' } });
    expect(describeStep(result)).toBe('result of issueRefund { category: threat }');
    const signal = sampleEvent({ event_type: 'SignalReceived', signal_name: 'note', signal_args: ['hi'] });
    expect(describeStep({ ...signal, activity_type: 'note' })).toBe('signal note "hi"');
    const { activity_type, ...started } = sampleEvent({ event_type: 'WorkflowStarted' });
    expect(activity_type).toBeDefined();
    expect(describeStep(started)).toBe('WorkflowStarted of supportAgent');
  });

  it('shows what guardrails put in place of the data', () => {
    const result = sampleEvent({
      event_type: 'ActivityCompleted',
      activity_output: { email: 'a@example.com' },
    });
    expect(describeStep(result, { email: '<EMAIL_ADDRESS>' })).toBe(
      'result of issueRefund { email: <EMAIL_ADDRESS> }',
    );
    expect(describeStep(sampleEvent(), [{ orderId: '<ID>' }])).toBe('issueRefund { orderId: <ID> }');
  });

  it('keeps long texts on one short line', () => {
    const step = describeStep(sampleEvent({ activity_input: [{ prompt: `${'long '.repeat(100)}\n\nend` }] }));
    expect(step).not.toContain('\n');
    expect(step.length).toBeLessThan(130);
  });
});

describe('shorten', () => {
  it('leaves a short text and cuts a long one', () => {
    expect(shorten(' a\n b ')).toBe('a b');
    expect(shorten('abcdef', 4)).toBe('abc…');
  });
});
