import { actionDigest } from './action-digest';

const action = { type: 'activity', target: 'refund', input: [{ amount: 4_000, order: 'A-1' }] };

describe('actionDigest', () => {
  it('is the same for the same action, whatever the order of its fields', () => {
    expect(actionDigest(action)).toMatch(/^[0-9a-f]{64}$/);
    expect(actionDigest({ ...action, input: [{ order: 'A-1', amount: 4_000 }] })).toBe(actionDigest(action));
  });

  it.each([
    ['another type', { ...action, type: 'db_query' }],
    ['another target', { ...action, target: 'refunds' }],
    ['another input', { ...action, input: [{ amount: 4_001, order: 'A-1' }] }],
    ['another order of arguments', { ...action, input: ['A-1', 4_000] }],
    ['the same text in another place', { ...action, target: 'refund","x', input: [] }],
  ])('differs for %s', (_name, other) => {
    expect(actionDigest(other)).not.toBe(actionDigest(action));
  });

  it('takes all of a large input for its part', () => {
    const many = Array.from({ length: 150_000 }, (_, index) => index);
    const digest = actionDigest({ ...action, input: many });
    expect(actionDigest({ ...action, input: many.with(-1, 0) })).not.toBe(digest);
    const long = 'x'.repeat(100_000);
    expect(actionDigest({ ...action, input: `${long}a` })).not.toBe(
      actionDigest({ ...action, input: `${long}b` }),
    );
  });

  it('takes any input', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(actionDigest({ ...action, input: [loop, 10n, undefined, new Map([[1, 2]])] })).toMatch(
      /^[0-9a-f]{64}$/,
    );
  });
});
