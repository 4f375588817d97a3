import { describeModification, modificationOf, modifyInput, modifyOutput } from './modification';

class Order {
  constructor(
    readonly id: string,
    readonly amount: number,
  ) {}
}

const change = (value: unknown) => ({ approvalId: 'a-1', decidedBy: undefined, value });

describe('what a human changed', () => {
  it('is in a decision only where it says so', () => {
    expect(modificationOf({ state: 'approved' })).toBeUndefined();
    expect(modificationOf({ state: 'approved', modifiedInput: 0 }, 'a-1')).toEqual(change(0));
  });

  it.each<[string, unknown[], unknown, unknown[]]>([
    ['a list of arguments', [1, 2], [3, 4], [3, 4]],
    ['the first of two arguments', [1, 2], [3], [3, 2]],
    ['one value for one argument', ['long'], 'short', ['short']],
    ['a falsy value', [true], false, [false]],
    ['a list for an argument that is a list', [[1, 2]], [[1]], [[1]]],
  ])('takes the place of the arguments: %s', (_name, args, value, expected) => {
    expect(modifyInput(args, change(value))).toEqual(expected);
  });

  it('leaves an argument of its own class what it is, and the original as it was', () => {
    const order = new Order('A-1', 4000);
    const [modified] = modifyInput([order], change([{ id: 'A-1', amount: 500 }])) ?? [];
    expect(modified).toBeInstanceOf(Order);
    expect(modified).toEqual(new Order('A-1', 500));
    expect(order.amount).toBe(4000);
  });

  it.each<[string, unknown[], unknown]>([
    ['more arguments than there are', [1], [1, 2]],
    ['one value for two arguments', [1, 2], 3],
    ['one value for none', [], 3],
  ])('does not fit: %s', (_name, args, value) => {
    expect(modifyInput(args, change(value))).toBeUndefined();
  });

  it('takes the place of a result', () => {
    expect(modifyOutput({ ok: true }, change({ ok: false }))).toEqual({ output: { ok: false } });
    expect(modifyOutput('long', change('short'))).toEqual({ output: 'short' });
  });
});

describe('the record of it', () => {
  it('names paths and new values, never old ones', () => {
    const described = describeModification(change(0), [{ name: 'secret', amount: 4 }], [{ amount: 5 }]);
    expect(described).toEqual({
      approval_id: 'a-1',
      changes: [
        { op: 'remove', path: '/0/name' },
        { op: 'replace', path: '/0/amount', value: 5 },
      ],
    });
  });

  it('stays small, and says that it did', () => {
    const before = Array.from({ length: 10 }, () => 'x');
    const after = before.map((_, index) => 'y'.repeat(5_000) + String(index));
    const { changes, changes_omitted } = describeModification(change(0), before, after);
    expect(JSON.stringify(changes).length).toBeLessThan(20_000);
    expect(changes.length + (changes_omitted ?? 0)).toBe(10);
  });

  it('takes a long list as a whole', () => {
    const ids = Array.from({ length: 400 }, (_, index) => index);
    expect(describeModification(change(0), [{ ids, x: 1 }], [{ ids: [1], x: 1 }]).changes).toEqual([
      { op: 'replace', path: '/0/ids', value: [1] },
    ]);
    expect(describeModification(change(0), [{ ids, x: 1 }], [{ ids, x: 2 }]).changes).toEqual([
      { op: 'replace', path: '/0/x', value: 2 },
    ]);
  });

  it('is made in no time of inputs with very many values', () => {
    const before = Array.from({ length: 200_000 }, (_, index) => index);
    expect(describeModification(change(0), before, [...before, 1])).toEqual({
      approval_id: 'a-1',
      changes: [],
      changes_omitted: 1,
    });
  });
});
