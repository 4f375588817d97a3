import { type GuardrailsResult } from './guardrails';
import { redactInput, redactOutput, type RedactionOptions } from './redaction';

class Address {
  constructor(
    public street: string,
    public city: string,
  ) {}
  label(): string {
    return `${this.street}, ${this.city}`;
  }
}

class Customer {
  constructor(
    public name: string,
    public address: Address,
    public others: Address[] = [],
    public since = new Date(0),
  ) {}
  greet(): string {
    return `Hello ${this.name}`;
  }
}

const result = (inputType: GuardrailsResult['inputType'], redactedInput: unknown): GuardrailsResult => ({
  inputType,
  redactedInput,
  validationPassed: true,
  reasons: [],
});
const redact = (args: readonly unknown[], redacted: unknown, options?: RedactionOptions) =>
  redactInput(args, result('activity_input', redacted), options);
const redactResult = (output: unknown, redacted: unknown, options?: RedactionOptions) =>
  redactOutput(output, result('activity_output', redacted), options);

describe('redactInput', () => {
  // covers: 26, 27, 28, 30, 32, 34
  it.each<[string, unknown[], unknown, unknown[]]>([
    ['a list', ['a', 'b'], ['x', 'y'], ['x', 'y']],
    ['one object for a list', [{ prompt: 'a' }], { prompt: 'x' }, [{ prompt: 'x' }]],
    ['a shorter list', ['a', 'b'], ['x'], ['x', 'b']],
    ['a longer list', ['a'], ['x', 'y'], ['x']],
    ['an empty list', ['a'], [], ['a']],
    ['a number', ['a', 1], ['a', 0], ['a', 0]],
    ['null items', ['a', { b: 1 }], [null, null], [null, null]],
    ['lists', [['a', 'b']], [['x']], [['x']]],
    ['objects, which it replaces', [{ a: 1, b: 2 }], [{ a: 0 }], [{ a: 0 }]],
    ['a text for the one argument', ['a'], 'x', ['x']],
    ['a number for the one argument', [1], 0, [0]],
    ['input wrapped as input', [{ a: 1 }], { input: [{ a: 0 }] }, [{ a: 0 }]],
    ['input wrapped as activity_input', ['a', 'b'], { activity_input: ['x', 'y'] }, ['x', 'y']],
    ['input wrapped as activityInput', ['a'], { activityInput: ['x'] }, ['x']],
    ['an argument that has a key input', [{ input: ['a'] }], { input: ['x'] }, [{ input: ['x'] }]],
    [
      'an object with a null prototype',
      [Object.assign(Object.create(null) as object, { a: 1 })],
      [{ a: 0 }],
      [{ a: 0 }],
    ],
    ['a value of another kind', [{ a: 1 }], ['gone'], ['gone']],
    ['no arguments', [], ['x'], []],
  ])('applies %s', (_name, args, redacted, expected) => {
    expect(redact(args, redacted).args).toEqual(expected);
  });

  // covers: 25, 35
  it.each<[string, GuardrailsResult | undefined]>([
    ['there is no result', undefined],
    ['the result is about the output', result('activity_output', ['x'])],
    ['the result does not say what it is about', result('', ['x'])],
    ['there is no redaction', result('activity_input', null)],
  ])('changes nothing where %s', (_name, guardrails) => {
    const args = [{ a: 1 }];
    const redacted = redactInput(args, guardrails);
    expect(redacted).toEqual({ args, applied: false, warnings: [] });
    expect(redacted.args[0]).toBe(args[0]);
  });

  // covers: 33
  it('warns of one text for several arguments, without the text', () => {
    const { args, applied, warnings } = redact(['a', 'b'], 'sesame');
    expect({ args, applied }).toEqual({ args: ['a', 'b'], applied: false });
    expect(warnings).toHaveLength(1);
    expect(warnings.join()).not.toContain('sesame');
  });

  it('takes a sparse list of arguments', () => {
    const args = Object.assign(new Array<unknown>(3), { 1: 'a' });
    expect(redact(args, ['x', 'y']).args).toEqual(['x', 'y', undefined]);
  });

  // covers: 29
  it('updates a class instance in part, keeping its class', () => {
    const customer = new Customer('Ann', new Address('Main St', 'Bonn'), [
      new Address('a', 'b'),
      new Address('c', 'd'),
    ]);
    const redacted = {
      name: '<PERSON>',
      address: { street: '<ADDRESS>' },
      others: [{ street: '<ADDRESS>' }],
    };
    const copy = redact([customer], [redacted]).args[0] as Customer;
    expect(copy).toBeInstanceOf(Customer);
    expect(copy.greet()).toBe('Hello <PERSON>');
    expect(copy.address.label()).toBe('<ADDRESS>, Bonn');
    expect(copy.others.map((other) => other.label())).toEqual(['<ADDRESS>, b', 'c, d']);
    expect(copy.since).toBe(customer.since);
    expect(customer.greet()).toBe('Hello Ann');
    expect(customer.others[0]?.street).toBe('a');
  });

  it('updates in part what lies within a class instance', () => {
    class Order {
      customer = { name: 'Ann', city: 'Bonn' };
      lines = [
        { text: 'a', price: 1 },
        { text: 'b', price: 2 },
      ];
      tags = ['x', 'y'];
    }
    const redacted = { customer: { name: '<PERSON>' }, lines: [{ text: '<TEXT>' }], tags: ['z'] };
    const copy = redact([new Order()], [redacted]).args[0] as Order;
    expect(Object.fromEntries(Object.entries(copy))).toEqual({
      customer: { name: '<PERSON>', city: 'Bonn' },
      lines: [
        { text: '<TEXT>', price: 1 },
        { text: 'b', price: 2 },
      ],
      tags: ['z'],
    });
  });

  it('finds class instances within object literals and lists', () => {
    const address = new Address('Main St', 'Bonn');
    const [argument] = redact(
      [{ list: [address], text: 'a' }],
      [{ list: [{ street: 'x', city: 'Bonn' }], text: 'a' }],
    ).args;
    const { list } = argument as { list: Address[] };
    expect(list[0]?.label()).toBe('x, Bonn');
    expect(address.street).toBe('Main St');
  });

  // covers: 38
  it('does not mutate, whatever is frozen', () => {
    const args = Object.freeze([
      Object.freeze({ a: Object.freeze({ b: 'x' }) }),
      Object.freeze(new Address('s', 'c')),
    ]);
    const redacted = redact(args, [{ a: { b: 'y' } }, { street: 't' }]).args;
    expect(redacted).toEqual([{ a: { b: 'y' } }, new Address('t', 'c')]);
    expect(args).toEqual([{ a: { b: 'x' } }, new Address('s', 'c')]);
  });

  it('does not hand out what Core sent', () => {
    const sent = [{ a: { b: 'x' } }];
    const [argument] = redact([{ a: {} }], sent).args;
    (argument as { a: { b: string } }).a.b = 'changed';
    expect(sent).toEqual([{ a: { b: 'x' } }]);
  });

  it('leaves what came back unchanged as it was', () => {
    const when = new Date(0);
    const bytes = Buffer.from([0, 1, 255]);
    const args = [{ when, bytes, big: 1n, nothing: undefined, text: 'a', tags: new Set(['t']) }];
    const echo = { when: '1970-01-01T00:00:00.000Z', bytes: 'AAH/', big: '1', tags: ['t'] };
    const unchanged = redact(args, [{ ...echo, text: 'a' }]);
    expect(unchanged.applied).toBe(false);
    expect(unchanged.args[0]).toBe(args[0]);
    const [changed] = redact(args, [{ ...echo, text: 'x' }]).args;
    expect(changed).toEqual({ ...args[0], text: 'x' });
    expect((changed as { when: Date }).when).toBe(when);
    expect((changed as { bytes: Buffer }).bytes).toBe(bytes);
  });

  it('keeps the class of changed built-in values', () => {
    const args = [
      {
        when: new Date(0),
        bytes: Buffer.from('secret'),
        map: new Map([['k', 'secret']]),
        set: new Set(['secret']),
        wide: Float32Array.of(1, 2),
      },
    ];
    const redacted = {
      when: '1970-01-02T00:00:00.000Z',
      bytes: 'x',
      map: { k: 'x' },
      set: ['x'],
      wide: [0, 2],
    };
    const [argument] = redact(args, [redacted]).args;
    expect(argument).toEqual({
      when: new Date(86_400_000),
      bytes: Buffer.from('x'),
      map: new Map([['k', 'x']]),
      set: new Set(['x']),
      wide: Float32Array.of(0, 2),
    });
    expect(Buffer.isBuffer((argument as { bytes: Buffer }).bytes)).toBe(true);
    expect(args[0]?.bytes.toString()).toBe('secret');
  });

  it('keeps what was cut off in the event, because Core has not seen it', () => {
    const rest = { deep: 'original' };
    const list = ['a', 'b', 'c'];
    const args = [{ text: 'a', rest, list, more: 1 }];
    const redacted = {
      text: 'x',
      rest: '[truncated]',
      list: ['x', '[truncated] 2 more'],
      '[truncated]': '1 more',
    };
    const [argument] = redact(args, [redacted]).args;
    expect(argument).toEqual({ text: 'x', rest, list: ['x', 'b', 'c'], more: 1 });
    expect((argument as { rest: unknown }).rest).toBe(rest);
    expect(redactResult(rest, '[truncated]').output).toBe(rest);
  });

  it('keeps a cycle', () => {
    const node: Record<string, unknown> = { text: 'a' };
    node.self = node;
    const [copy] = redact([node], [{ text: 'x', self: '[circular]' }]).args;
    expect((copy as typeof node).text).toBe('x');
    expect((copy as typeof node).self).toBe(copy);
    expect(node.text).toBe('a');
  });

  it('does not bring original data back through toJSON', () => {
    class Account {
      readonly #iban = 'DE02120300000000202051';
      toJSON() {
        return { iban: this.#iban };
      }
    }
    const { args, warnings } = redact([new Account()], [{ iban: '<IBAN_CODE>' }]);
    expect(JSON.stringify(args)).toBe('[{"iban":"<IBAN_CODE>"}]');
    expect(warnings).toHaveLength(1);
  });

  it('uses setters, and hides a getter that has none', () => {
    class Person {
      private stored = 'Ann';
      get name() {
        return this.stored;
      }
      set name(value: string) {
        this.stored = value.toUpperCase();
      }
      get shout() {
        return this.stored;
      }
    }
    const copy = redact([new Person()], [{ name: 'x', shout: 'y' }]).args[0] as Person;
    expect([copy.name, copy.shout]).toEqual(['X', 'y']);
    expect(new Person().name).toBe('Ann');
  });

  // covers: 39, T1
  it.each([['__proto__'], ['constructor'], ['prototype']])('never follows or creates %s', (key) => {
    const hostile = JSON.parse(
      `{"a":"x","${key}":{"polluted":true},"nested":{"${key}":{"polluted":true}}}`,
    ) as unknown;
    const { args, warnings } = redact(
      [{ a: 'b' }, new Address('s', 'c'), 'text'],
      [hostile, hostile, hostile],
    );
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    for (const arg of args) expect(Object.hasOwn(arg as object, key)).toBe(false);
    expect(Object.getPrototypeOf(args[0])).toBe(Object.prototype);
    expect(args[1]).toBeInstanceOf(Address);
    expect(Object.hasOwn((args[2] as { nested: object }).nested, key)).toBe(false);
    expect(warnings.join()).toContain(key);
  });

  // covers: 30
  it('merges object literals where it is asked to', () => {
    expect(redact([{ a: 1, b: { c: 1, d: 2 } }], [{ b: { c: 0 } }], { plainObjects: 'merge' }).args).toEqual([
      { a: 1, b: { c: 0, d: 2 } },
    ]);
  });

  it('takes data nested deeper than the stack', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 50_000; level += 1) deep = { deep };
    expect(redact(['a'], [deep]).applied).toBe(true);
    expect(redact([{ deep: 1 }], [deep]).applied).toBe(true);
  });
});

describe('redactOutput', () => {
  it.each<[string, unknown, unknown, unknown]>([
    ['a text', 'a', 'x', 'x'],
    ['a number', 1, 0, 0],
    ['false', true, false, false],
    ['a list', ['a', 'b'], ['x'], ['x']],
    ['an object', { a: 1, b: 2 }, { a: 0 }, { a: 0 }],
    ['data where there was none', undefined, { a: 0 }, { a: 0 }],
    ['output wrapped as output', { a: 1 }, { output: { a: 0 } }, { a: 0 }],
    ['output wrapped as activity_output', 'a', { activity_output: 'x' }, 'x'],
    ['output wrapped as activityOutput', [1], { activityOutput: [0] }, [0]],
    ['an original with a key output', { output: 'a', n: 1 }, { output: 'x', n: 1 }, { output: 'x', n: 1 }],
    ['null, which says nothing', { a: 1 }, null, { a: 1 }],
  ])('applies %s', (_name, output, redacted, expected) => {
    expect(redactResult(output, redacted).output).toEqual(expected);
  });

  // covers: 44, 38
  it('updates a class instance on a copy', () => {
    const address = new Address('Main St', 'Bonn');
    const { output, applied } = redactResult(address, { street: '<ADDRESS>' });
    expect(applied).toBe(true);
    expect((output as Address).label()).toBe('<ADDRESS>, Bonn');
    expect(address.street).toBe('Main St');
  });

  // covers: 44
  it('leaves the output where the result is about the input', () => {
    const output = { a: 1 };
    expect(redactOutput(output, result('activity_input', { a: 0 })).output).toBe(output);
  });
});
