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

  it('takes any input', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(actionDigest({ ...action, input: [loop, 10n, undefined, new Map([[1, 2]])] })).toMatch(
      /^[0-9a-f]{64}$/,
    );
  });
});
