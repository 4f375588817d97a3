import { fittingArgs } from './fitting-args';

describe('a proposed input', () => {
  it.each<[string, unknown[], unknown, unknown[]]>([
    ['the same again', ['a', 1], null, ['a', 1]],
    ['one text', ['a'], 'b', ['b']],
    ['one list as the one argument', [[1, 2]], [3], [[3]]],
    ['several arguments', ['a', 1], ['b', 2], ['b', 2]],
    ['an object with more fields', [{ a: 1 }], { a: 2, b: 3 }, [{ a: 2, b: 3 }]],
    ['anything for null', [null], { a: 1 }, [{ a: 1 }]],
  ])('fits: %s', (_name, args, newInput, expected) => {
    expect(fittingArgs(args, newInput)).toEqual(expected);
  });

  it.each<[string, unknown[], unknown]>([
    ['another kind', ['a'], { name: 'a' }],
    ['a number for a text', ['a'], 7],
    ['a list for an object', [{ a: 1 }], [1]],
    ['a field that is missing', [{ a: 1, b: { c: 1 } }], { a: 1, b: {} }],
    ['one value for several arguments', ['a', 1], 'b'],
    ['too few arguments', ['a', 1], ['b']],
    ['an input for a workflow that takes none', [], 'b'],
  ])('does not fit: %s', (_name, args, newInput) => {
    expect(fittingArgs(args, newInput)).toBeUndefined();
  });
});
