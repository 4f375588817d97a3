import { ApplicationFailure } from '@temporalio/common';
import { RunRefusal } from './run-refusal';
import { RunStatus } from './run-status';

const block = ApplicationFailure.nonRetryable('block');
const halt = ApplicationFailure.nonRetryable('halt');
const refused = (): RunRefusal => new RunRefusal(new RunStatus());

describe('the stop verdict that a run keeps', () => {
  it('is the first, unless a halt follows', () => {
    const refusal = refused();
    refusal.throwIfRefused();
    expect(refusal.take(block, { verdict: 'block' })).toBe(block);
    const later = ApplicationFailure.nonRetryable('later');
    expect(refusal.take(later, { verdict: 'block' })).toBe(later);
    expect(refusal.failure).toBe(block);
    refusal.take(halt, { verdict: 'halt' });
    refusal.take(later, { verdict: 'halt' });
    expect(refusal.failure).toBe(halt);
    expect(() => {
      refusal.throwIfRefused();
    }).toThrow(halt);
  });

  it('leaves the run alone where only one signal is meant, unless it is a halt or Core cannot be asked', () => {
    const refusal = refused();
    expect(refusal.take(block, { verdict: 'block' }, { sticky: false })).toBe(block);
    expect(refusal.failure).toBeUndefined();
    refusal.take(block, { verdict: 'block', fallbackUsed: true }, { sticky: false });
    expect(refusal.failure).toBe(block);
    refusal.take(halt, { verdict: 'halt' }, { sticky: false });
    expect(refusal.failure).toBe(halt);
  });

  it('is told to whoever waits, and can be lifted', async () => {
    const refusal = refused();
    refusal.take(halt, { verdict: 'halt' });
    await expect(refusal.stopped).resolves.toBeUndefined();
    refusal.lift();
    refusal.throwIfRefused();
    refusal.take(block, { verdict: 'block' });
    expect(refusal.failure).toBe(block);
  });
});
