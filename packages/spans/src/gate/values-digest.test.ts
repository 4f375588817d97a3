import { valuesDigest } from './values-digest';

describe('valuesDigest', () => {
  it('is the same for the same values alone, and shows none of them', () => {
    const values = (): unknown[] => [
      1,
      'secret',
      new Date(0),
      Buffer.from([1]),
      3n,
      null,
      undefined,
      new Map([[1, 2]]),
    ];
    expect(valuesDigest(values())).toBe(valuesDigest(values()));
    expect(valuesDigest(values())).toMatch(/^[0-9a-f]{64}$/);
    const digests = [
      [1],
      ['1'],
      [1n],
      [[1]],
      [null],
      [undefined],
      [NaN],
      [{}],
      [new Map([[1, 2]])],
      [Buffer.from([1])],
      [{ name: /^test-/ }],
      [{ name: /./ }],
    ];
    expect(new Set(digests.map((each) => valuesDigest(each))).size).toBe(digests.length);
  });

  it('is none where there are no values', () => {
    expect([undefined, null, []].map((none) => valuesDigest(none))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('never throws', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(valuesDigest(cycle)).toMatch(/^[0-9a-f]{64}$/);
  });
});
