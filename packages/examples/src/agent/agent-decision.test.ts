import { parseAgentDecision } from './agent-decision';

describe('parseAgentDecision', () => {
  it('keeps the known fields and drops what the model made up', () => {
    const answer =
      '{"category":"refund","action":"refund","amountUsd":18.5,"orderId":"A-1410","mood":"fine"}';
    expect(parseAgentDecision(answer)).toEqual({
      category: 'refund',
      action: 'refund',
      amountUsd: 18.5,
      orderId: 'A-1410',
    });
  });

  it('refuses prose without quoting it', () => {
    expect(() => parseAgentDecision('Sure, card 4111!')).toThrow('The model did not answer with JSON.');
  });

  it.each([
    ['{"category":"refund","action":"drop_table"}', 'action'],
    ['{"category":"refund","action":"refund","amountUsd":-5}', 'amountUsd'],
    ['{"category":"refund","action":"refund","amountUsd":"4000"}', 'amountUsd'],
    ['[]', 'category'],
    ['null', 'the answer'],
  ])('names the malformed field of %s', (answer, field) => {
    expect(() => parseAgentDecision(answer)).toThrow(field);
  });
});
