import type { ApprovalMark } from '../common/approval-mark';
import { isLimit, withAttemptsLeft } from './attempts-left';

const mark: ApprovalMark = { phase: 'input', digest: 'd', granted: [], requestedAtMs: 1 };

describe('the attempts after a wait', () => {
  it.each([
    [3, 0, 3],
    [3, 2, 1],
    [1, 0, 1],
    [3, 7, 1],
  ])('are of %d, with %d used, %d', (maximumAttempts, used, left) => {
    const options = { retry: { maximumAttempts, initialInterval: 5 } };
    expect(withAttemptsLeft(options, { ...mark, used })).toEqual({
      retry: { maximumAttempts: left, initialInterval: 5 },
    });
  });

  it('are what they were without a limit, and where an earlier build asked', () => {
    const endless = { retry: { maximumAttempts: Infinity } };
    expect(withAttemptsLeft(endless, { ...mark, used: 2 })).toBe(endless);
    const plain = {};
    expect(withAttemptsLeft(plain, { ...mark, used: 2 })).toBe(plain);
    const limited = { retry: { maximumAttempts: 3 } };
    expect(withAttemptsLeft(limited, mark)).toBe(limited);
  });

  it.each([undefined, 0, Infinity])('are not limited by %s', (maximumAttempts) => {
    expect(isLimit(maximumAttempts)).toBe(false);
  });
});
