import { mapTextAt, parseFieldPath } from './field-path';

const upper = (text: string): string => text.toUpperCase();

function map(path: string, value: unknown): unknown {
  const parsed = parseFieldPath(path);
  if (parsed === undefined) throw new Error(`Not a path: ${path}`);
  return mapTextAt(value, parsed, upper);
}

describe('a field path', () => {
  test.each([
    ['input', [['a', { b: 'c', n: 1 }]], [['A', { b: 'C', n: 1 }]]],
    ['input.prompt', [{ prompt: 'a', other: 'b' }], [{ prompt: 'A', other: 'b' }]],
    ['input.prompt', [1, { prompt: 'a' }, { prompt: 'b' }], [1, { prompt: 'A' }, { prompt: 'B' }]],
    [
      'input.prompt',
      [{ prompt: { text: 'a', n: [true, 'b'] } }],
      [{ prompt: { text: 'A', n: [true, 'B'] } }],
    ],
    ['input.*.prompt', [{ prompt: 'a' }], [{ prompt: 'A' }]],
    [
      'input.*.prompt',
      [{ x: { prompt: 'a' }, y: { prompt: 'b' }, z: 'c' }],
      [{ x: { prompt: 'A' }, y: { prompt: 'B' }, z: 'c' }],
    ],
    ['input.*.prompt', [[{ prompt: 'a' }, { prompt: 'b' }]], [[{ prompt: 'A' }, { prompt: 'B' }]]],
    ['input.0', ['a', 'b'], ['A', 'b']],
    ['input.1.text', [{ text: 'a' }, { text: 'b' }], [{ text: 'a' }, { text: 'B' }]],
    ['input.*', ['a', { x: 'b' }], ['A', { x: 'B' }]],
    [
      'input.messages.content',
      [{ messages: [{ content: 'a', role: 'user' }] }],
      [{ messages: [{ content: 'A', role: 'user' }] }],
    ],
    ['input.messages.*.content', [{ messages: [{ content: 'a' }] }], [{ messages: [{ content: 'A' }] }]],
    ['output', 'a', 'A'],
    ['output.text', { text: 'a', more: 'b' }, { text: 'A', more: 'b' }],
    ['output.*.text', [{ text: 'a' }], [{ text: 'A' }]],
    ['output.items.0', { items: ['a', 'b'] }, { items: ['A', 'b'] }],
  ])('%s', (path, value, expected) => {
    expect(map(path, value)).toEqual(expected);
  });

  test.each([
    ['input.prompt', ['a']],
    ['input.prompt', [{ prompts: 'a' }]],
    ['input.9', ['a']],
    ['output.text', null],
    ['output.text', 'a'],
    ['output.text.deep', { text: 'a' }],
    ['output', 5],
    ['output.constructor', { text: 'a' }],
    ['output.text', { text: 'A' }],
  ])('%s leaves the very same value where it changes nothing', (path, value) => {
    expect(map(path, value)).toBe(value);
  });

  test('never changes the given value', () => {
    const value = [{ prompt: 'a', deep: { list: ['b'] } }];
    const before = structuredClone(value);
    expect(map('input', value)).not.toEqual(before);
    expect(value).toEqual(before);
  });

  test('keeps a field named __proto__ a field', () => {
    const value: unknown = JSON.parse('[{"__proto__":{"text":"a"},"text":"b"}]');
    const mapped = map('input.text', value);
    expect(JSON.stringify(mapped)).toBe('[{"__proto__":{"text":"a"},"text":"B"}]');
    expect(JSON.stringify(map('input.__proto__.text', value))).toBe(
      '[{"__proto__":{"text":"A"},"text":"b"}]',
    );
    expect(Object.prototype).not.toHaveProperty('text');
  });

  test.each(['prompt', '', 'input.', 'input..a', 'inputs.a', '.input'])('"%s" is none', (text) => {
    expect(parseFieldPath(text)).toBeUndefined();
  });
});
