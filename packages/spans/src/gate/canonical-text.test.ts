import { EventEmitter } from 'node:events';
import { runInNewContext } from 'node:vm';
import { canonicalText } from './canonical-text';

class Money {
  constructor(readonly amount: number) {}
}

const DIFFERENT: readonly (() => unknown)[] = [
  () => null,
  () => undefined,
  () => 'null',
  () => 0,
  () => -0,
  () => NaN,
  () => Infinity,
  () => -Infinity,
  () => '1',
  () => 1,
  () => 1n,
  () => new Object(1),
  () => Symbol('a'),
  () => Symbol('b'),
  () => () => 1,
  () => () => 2,
  () => /^test-/,
  () => /./,
  () => /./i,
  () => ({}),
  () => [],
  () => [undefined],
  () => [{}],
  () => ({ a: undefined }),
  () => ({ a: 1 }),
  () => ({ a: 1, b: 2 }),
  () => ({ a: { b: 2 } }),
  () => ({ [Symbol('a')]: 1 }),
  () => ({ [Symbol('b')]: 1 }),
  () => new Map(),
  () => new Map([['a', 1]]),
  () => new Map([[1, 'a']]),
  () => new Set(),
  () => new Set(['a', 1]),
  () => new Error('a'),
  () => new Error('b'),
  () => new Error('a', { cause: 1 }),
  () => new TypeError('a'),
  () => Object.assign(new Error('a'), { code: 1 }),
  () => new Date(0),
  () => new Date(1),
  () => new Date(NaN),
  () => Buffer.from([1]),
  () => new Uint8Array([1]),
  () => new Uint8Array([2]),
  () => new Uint8Array([1]).buffer,
  () => new URL('http://a/'),
  () => new URL('http://b/'),
  () => new URLSearchParams('a=1'),
  () => new URLSearchParams('a=2'),
  () => new Headers({ a: '1' }),
  () => new Headers({ a: '2' }),
  () => new Blob(['a']),
  () => new Blob(['ab']),
  () => new Money(1),
  () => new Money(2),
  () => 'x'.repeat(10_000),
  () => `${'x'.repeat(9_999)}y`,
];

describe('canonicalText', () => {
  it('tells values apart that JSON takes for the same, and is the same for equal ones', () => {
    const texts = DIFFERENT.map((make) => canonicalText({ value: make() }));
    expect(DIFFERENT.map((make) => canonicalText({ value: make() }))).toEqual(texts);
    expect(new Set(texts).size).toBe(DIFFERENT.length);
  });

  it('goes by the order of fields only where that counts', () => {
    const [one, other] = [
      { a: 1, b: [{ c: 1, d: 2 }] },
      { b: [{ d: 2, c: 1 }], a: 1 },
    ];
    expect(canonicalText(one)).toBe(canonicalText(other));
    expect(canonicalText(one, { keepOrder: true })).not.toBe(canonicalText(other, { keepOrder: true }));
  });

  it('takes an object for what it is, however often and where it occurs', () => {
    const shared = { text: 'x'.repeat(200), list: [1, 2] };
    expect(canonicalText([shared, { shared }])).toBe(
      canonicalText([{ ...shared }, { shared: { ...shared } }]),
    );
    expect(canonicalText(runInNewContext('({ a: [1, new Map([[1, 2]])] })'))).toBe(
      canonicalText({ a: [1, new Map([[1, 2]])] }),
    );
    let doubled: unknown = [shared];
    for (let level = 0; level < 100; level += 1) doubled = [doubled, doubled];
    expect(canonicalText(doubled)).toMatch(/^sha256:/);
  });

  it('goes by the kind of what changes by itself', () => {
    const live = (): EventEmitter => Object.assign(new EventEmitter(), { lastUsed: Math.random() });
    expect(canonicalText(live())).toBe(canonicalText(live()));
  });

  it('never throws, and compares the rest of what it cannot read', () => {
    const unreadable = (rest: number): unknown => ({
      rest,
      get broken(): never {
        throw new Error('no');
      },
    });
    expect(canonicalText(unreadable(1))).toBe(canonicalText(unreadable(1)));
    expect(canonicalText(unreadable(1))).not.toBe(canonicalText(unreadable(2)));
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(canonicalText([proxy])).toBe('list[unreadable]');
    const cycle = (rest: number): unknown => {
      const list: unknown[] = [rest];
      list.push({ list });
      return list;
    };
    expect(canonicalText(cycle(1))).toBe(canonicalText(cycle(1)));
    expect(canonicalText(cycle(1))).not.toBe(canonicalText(cycle(2)));
    let deep: unknown = 1;
    for (let level = 0; level < 5_000; level += 1) deep = { deep };
    expect(canonicalText(deep)).toMatch(/^sha256:/);
  });
});
