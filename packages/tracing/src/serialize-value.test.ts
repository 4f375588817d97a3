import { argumentAttributes } from './argument-attributes';
import { moduleOfStack } from './caller-module';
import { serializeValue } from './serialize-value';

const cycle: Record<string, unknown> = { name: 'loop' };
cycle.self = cycle;

describe('serializeValue', () => {
  // covers: 133, 134
  it.each<[string, unknown, string]>([
    ['a string as it is', 'plain "text"', 'plain "text"'],
    ['null', null, 'null'],
    ['undefined', undefined, 'null'],
    ['a number', 1.5, '1.5'],
    ['a boolean', false, 'false'],
    ['a bigint', 10n, '10'],
    ['an object', { input: 'data' }, '{"input":"data"}'],
    ['a list', [1, 'a', null], '[1,"a",null]'],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['a map', new Map([['a', 1]]), '{"a":1}'],
    ['a set', new Set([1, 2]), '[1,2]'],
    ['a cycle', cycle, '{"name":"loop","self":"[circular]"}'],
    ['NaN', Number.NaN, 'null'],
    [
      'a toJSON that throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
      '<unserializable>',
    ],
  ])('writes %s', (_, value, text) => {
    expect(serializeValue(value, 2_000)).toBe(text);
  });

  // covers: 134
  it('cuts after the given number of characters, never within one', () => {
    expect(serializeValue('x'.repeat(2_001), 2_000)).toBe(`${'x'.repeat(2_000)}...[truncated]`);
    expect(serializeValue('x'.repeat(2_000), 2_000)).toBe('x'.repeat(2_000));
    expect(serializeValue('a😀', 2)).toBe('a...[truncated]');
    const text = serializeValue({ a: 'y'.repeat(5_000) }, 2_000);
    expect(text).toBe(`{"a":"${'y'.repeat(1_994)}...[truncated]`);
  });

  it('does not walk what it is not going to write', () => {
    let read = 0;
    const huge = Array.from({ length: 100_000 }, () => ({
      get field() {
        read += 1;
        return 'value';
      },
    }));
    expect(serializeValue(huge, 100)).toHaveLength(100 + '...[truncated]'.length);
    expect(read).toBeLessThan(200);
  });
});

class Order {
  constructor(readonly id: string) {}
}

describe('argumentAttributes', () => {
  // covers: 133
  it('adds the fields of a last plain object as keyword arguments', () => {
    expect(argumentAttributes([{ input: 'data' }, { verbose: true }], 100)).toEqual({
      'function.arg.0': '{"input":"data"}',
      'function.arg.1': '{"verbose":true}',
      'function.kwarg.verbose': 'true',
    });
  });

  it.each<[unknown]>([[new Date(0)], [[1]], [new Order('17')], [null], ['text'], [() => 1]])(
    'adds none for %p',
    (last) => {
      expect(Object.keys(argumentAttributes([last], 100))).toEqual(['function.arg.0']);
    },
  );

  it('survives a getter that throws', () => {
    const last = {
      get broken(): never {
        throw new Error('no');
      },
    };
    expect(Object.keys(argumentAttributes([last], 100))).toEqual(['function.arg.0']);
  });
});

describe('moduleOfStack', () => {
  it.each<[string, string | undefined]>([
    ['    at Object.<anonymous> (/app/src/pay/charge.ts:3:5)', 'src/pay/charge'],
    ['    at /app/src/charge.js:3:5', 'src/charge'],
    ['    at async run (file:///app/src/charge.mjs:3:5)', 'src/charge'],
    ['    at new Payments (/elsewhere/lib/payments.js:1:2)', 'payments'],
    ['    at node:internal/modules/cjs/loader:1:2\n    at /app/main.js:1:1', 'main'],
    ['    at <anonymous>', undefined],
    ['    at Object.eval (eval at <anonymous> (/app/x.js:1:1), <anonymous>:1:1)', undefined],
    ['', undefined],
  ])('%j is %p', (frames, module) => {
    expect(moduleOfStack(`Error\n${frames}`, '/app')).toBe(module);
  });
});
