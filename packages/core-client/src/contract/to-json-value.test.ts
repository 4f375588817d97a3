import { createContext, runInContext } from 'node:vm';
import { toJsonValue } from './to-json-value';

class Money {
  constructor(
    readonly amount: number,
    readonly currency: string,
  ) {}
}

const cyclic: Record<string, unknown> = { name: 'a' };
cyclic.self = cyclic;
cyclic.list = [cyclic];

const throwing = {
  fine: 1,
  get broken(): string {
    throw new Error('secret');
  },
};

const payload = (encoding: string, data: string) => ({
  metadata: { encoding: new TextEncoder().encode(encoding) },
  data: new TextEncoder().encode(data),
});

describe('toJsonValue', () => {
  // covers: W46, M10
  it.each<[string, unknown, unknown]>([
    ['null', null, null],
    ['undefined', undefined, null],
    ['a boolean', true, true],
    ['a number', 1.5, 1.5],
    ['minus zero', -0, 0],
    ['NaN', Number.NaN, null],
    ['an infinity', Number.POSITIVE_INFINITY, null],
    ['a bigint', 12345678901234567890n, '12345678901234567890'],
    ['a symbol', Symbol('tag'), '[symbol tag]'],
    ['a function', function greet() {}, '[function greet]'],
    ['a lone surrogate', 'a\ud800b', 'a\ufffdb'],
    ['a surrogate pair', '😀', '😀'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), null],
    ['a regular expression', /a+/g, '/a+/g'],
    ['a boxed string', Object('x'), 'x'],
    ['a map with string keys', new Map([['a', new Map([['b', 1]])]]), { a: { b: 1 } }],
    ['a map with other keys', new Map<unknown, unknown>([[1, 'a']]), [[1, 'a']]],
    ['a set', new Set([1, 'a']), [1, 'a']],
    ['text in a buffer', Buffer.from('héllo'), 'héllo'],
    ['binary in a buffer', Buffer.from([0, 255, 1]), 'AP8B'],
    ['no bytes', new Uint8Array(), ''],
    ['an ArrayBuffer', new TextEncoder().encode('hi').buffer, 'hi'],
    ['a DataView', new DataView(new TextEncoder().encode('hi').buffer), 'hi'],
    ['wide numbers', Float64Array.of(1.5, Number.NaN), [1.5, null]],
    ['big wide numbers', BigInt64Array.of(1n), ['1']],
    ['a sparse list', Object.assign(new Array(3), { 1: 'x' }), [null, 'x', null]],
    ['undefined fields', { a: undefined, b: [undefined] }, { b: [null] }],
    ['a class instance', new Money(1, 'EUR'), { amount: 1, currency: 'EUR' }],
    ['toJSON', { toJSON: () => ({ a: 1n }) }, { a: '1' }],
    ['a throwing getter', throwing, { fine: 1, broken: '[unserializable]' }],
    [
      'a throwing toJSON',
      {
        a: {
          toJSON: () => {
            throw new Error('secret');
          },
        },
      },
      { a: '[unserializable]' },
    ],
    ['a cycle', cyclic, { name: 'a', self: '[circular]', list: ['[circular]'] }],
    ['a JSON payload', payload('json/plain', '{"a":[1]}'), { a: [1] }],
    ['a binary payload', payload('binary/encrypted', 'abc'), '<Payload: 3 bytes>'],
    ['a payload that lies', payload('json/plain', '{'), '<Payload: 1 bytes>'],
    ['a payload without encoding', { metadata: {}, data: new TextEncoder().encode('7') }, 7],
    ['a lying toStringTag', { [Symbol.toStringTag]: 'Map', a: 1 }, { a: 1 }],
    ['a null prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  ])('converts %s', (_name, value, expected) => {
    expect(toJsonValue(value)).toEqual(expected);
  });

  it('gives an error its name, message, cause and fields, and no stack', () => {
    const error = Object.assign(new TypeError('bad', { cause: new Error('root') }), { code: 'E1' });
    expect(toJsonValue(error)).toEqual({
      name: 'TypeError',
      message: 'bad',
      code: 'E1',
      cause: { name: 'Error', message: 'root' },
    });
  });

  it('takes the same object twice where it is no cycle', () => {
    const shared = { a: 1 };
    expect(toJsonValue([shared, shared])).toEqual([{ a: 1 }, { a: 1 }]);
  });

  it('survives a revoked proxy', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(toJsonValue({ proxy })).toEqual({ proxy: '[unserializable]' });
  });

  it('keeps a field named __proto__ a field', () => {
    const json = toJsonValue(JSON.parse('{"__proto__":{"admin":true}}'));
    expect(JSON.stringify(json)).toBe('{"__proto__":{"admin":true}}');
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
  });

  it('knows the built-in classes of another realm', () => {
    const foreign: unknown = runInContext(
      '({ d: new Date(0), m: new Map([["a", 1]]), s: new Set([1]), e: new Error("x"), b: new Uint8Array([104, 105]) })',
      createContext(),
    );
    expect(toJsonValue(foreign)).toEqual({
      d: '1970-01-01T00:00:00.000Z',
      m: { a: 1 },
      s: [1],
      e: { name: 'Error', message: 'x' },
      b: 'hi',
    });
  });

  // covers: M10
  it('does not overflow the stack', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 100_000; level += 1) deep = { deep };
    const text = JSON.stringify(toJsonValue(deep, { maxDepth: 1_000_000 }));
    expect(text).toContain('[truncated]');
  });

  it('does not follow toJSON without end', () => {
    const endless = { toJSON: () => ({ endless }) };
    expect(JSON.stringify(toJsonValue(endless))).toContain('[truncated]');
  });

  it('ends within its bounds on huge values', () => {
    expect(toJsonValue([1, 2, 3, 4], { maxNodes: 3 })).toEqual([1, 2, '[truncated] 2 more']);
    expect(toJsonValue({ a: 1, b: 2, c: 3 }, { maxNodes: 2 })).toEqual({ a: 1, '[truncated]': '2 more' });
    expect(toJsonValue(new Array(2 ** 32 - 1), { maxNodes: 2 })).toEqual([
      null,
      '[truncated] 4294967294 more',
    ]);
    expect(toJsonValue('x'.repeat(10), { maxStringChars: 4 })).toBe('xxxx...[truncated, 10 total chars]');
  });

  it('does not change the value', () => {
    const value = Object.freeze({ list: Object.freeze([new Date(0)]), map: new Map([['a', 1]]) });
    toJsonValue(value);
    expect(value).toEqual({ list: [new Date(0)], map: new Map([['a', 1]]) });
  });
});
