import {
  highestPriority,
  requiresApproval,
  shouldStop,
  toV10Action,
  Verdict,
  verdictPriority,
} from './verdict';

describe.each([
  { verdict: Verdict.ALLOW, priority: 1, stops: false, waits: false, action: 'continue' },
  { verdict: Verdict.CONSTRAIN, priority: 2, stops: false, waits: false, action: 'constrain' },
  { verdict: Verdict.REQUIRE_APPROVAL, priority: 3, stops: false, waits: true, action: 'require-approval' },
  { verdict: Verdict.BLOCK, priority: 4, stops: true, waits: false, action: 'block' },
  { verdict: Verdict.HALT, priority: 5, stops: true, waits: false, action: 'stop' },
])('$verdict', ({ verdict, priority, stops, waits, action }) => {
  // covers: 6
  it(`has priority ${String(priority)}`, () => {
    expect(verdictPriority(verdict)).toBe(priority);
  });

  // covers: 8
  it('stops or waits as it should', () => {
    expect(shouldStop(verdict)).toBe(stops);
    expect(requiresApproval(verdict)).toBe(waits);
  });

  // covers: 9
  it(`is ${action} in v1.0`, () => {
    expect(toV10Action(verdict)).toBe(action);
  });
});

describe('highestPriority', () => {
  // covers: 7
  it('is allow for nothing', () => {
    expect(highestPriority([])).toBe(Verdict.ALLOW);
  });

  // covers: 7
  it('does not depend on the order', () => {
    expect(highestPriority(['allow', 'halt', 'constrain'])).toBe(Verdict.HALT);
    expect(highestPriority(['block', 'require_approval', 'allow'])).toBe(Verdict.BLOCK);
    expect(highestPriority(['constrain', 'require_approval'])).toBe(Verdict.REQUIRE_APPROVAL);
  });

  it('takes any iterable', () => {
    expect(highestPriority(new Set<Verdict>(['allow', 'constrain']))).toBe(Verdict.CONSTRAIN);
  });
});
