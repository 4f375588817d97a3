import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { WorkflowSpanProcessor } from '@openbox/spans';
import { InMemoryGate, testIdentity } from '@openbox/spans/testing';
import { inActivity, outcomeOf } from './in-activity.test-support';
import { traced } from './traced';

afterEach(() => {
  trace.disable();
  context.disable();
});

async function askedFor(fn: (...args: never[]) => unknown, args: readonly unknown[]): Promise<unknown> {
  const gate = new InMemoryGate();
  await inActivity(() => Reflect.apply(fn, undefined, args), gate);
  return gate.started[0]?.facts;
}

function cyclic(): object {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}

function unserializable(): object {
  return {
    toJSON: () => {
      throw new Error('no');
    },
  };
}

describe('a traced function', () => {
  // covers: 133, M13
  it('is a span with its arguments and its result', async () => {
    const add = traced(function add(a: number, b: number) {
      return a + b;
    });
    const [span] = await inActivity(() => add(1, 2));
    expect(span).toMatchObject({
      name: 'add',
      kind: 'INTERNAL',
      status: { code: 'UNSET' },
      attributes: {
        'code.function': 'add',
        'code.namespace': expect.stringMatching(/src\/traced\.test$/) as string,
        'function.arg.0': '1',
        'function.arg.1': '2',
        'function.result': '3',
      },
      hook_type: 'function_call',
      function: 'add',
    });
  });

  it('is asked for with a digest of arguments of any length, where a gate is asked and they are captured', async () => {
    const pay = (last: number, options = {}): Promise<unknown> =>
      askedFor(
        traced(() => 1, options),
        [Array(5_000).fill(0).with(-1, last)],
      );
    const one = await pay(1);
    expect(await pay(1)).toEqual(one);
    expect(await pay(2)).toEqual({ ...Object(one), argsDigest: expect.any(String) as string });
    expect(await pay(2)).not.toEqual(one);
    expect(await pay(1, { captureArgs: false })).not.toHaveProperty('argsDigest');
  });

  it.each([
    ['a name before the function', traced('pay', (x: number) => x), 'pay'],
    ['a name in the options', traced((x: number) => x, { name: 'pay' }), 'pay'],
    ['options given first', traced({ name: 'pay' })((x: number) => x), 'pay'],
    ['no name', traced((x: number) => x), 'anonymous'],
  ])('is named by %s', async (_, fn, name) => {
    expect((await inActivity(() => fn(1))).map((span) => span.name)).toEqual([name]);
  });

  // covers: 132
  it('is the same function from outside', () => {
    const original = Object.assign(
      async function fetchUser(id: string, _more: number): Promise<string> {
        return id;
      },
      { cacheKey: 'user' },
    );
    const wrapped = traced(original);
    expect([wrapped.name, wrapped.length, wrapped.cacheKey]).toEqual(['fetchUser', 2, 'user']);
    expect(wrapped).toBeInstanceOf(Function);
  });

  // covers: 132
  it('keeps this', () => {
    const account = {
      balance: 7,
      read: traced(function read(this: { balance: number }) {
        return this.balance;
      }),
    };
    expect(account.read()).toBe(7);
  });

  // covers: 139
  it('makes a tree of nested calls under the activity', async () => {
    const inner = traced(async function inner() {
      await nextTurn();
    });
    const outer = traced(async function outer() {
      await inner();
      await inner();
    });
    const processor = new WorkflowSpanProcessor();
    const scope = processor.startActivity(testIdentity());
    await processor.runActivity(scope, () => outer());
    const spans = scope.finish();
    const byId = new Map(spans.map((span) => [span.span_id, span.name]));
    expect(spans.map((span) => [span.name, byId.get(span.parent_span_id ?? '')])).toEqual([
      ['activity.think', undefined],
      ['outer', 'activity.think'],
      ['inner', 'outer'],
      ['inner', 'outer'],
    ]);
  });

  it('lasts until its promise has settled', async () => {
    let running = true;
    const slow = traced(async () => {
      await nextTurn();
      running = false;
      return 'done';
    });
    const processor = new WorkflowSpanProcessor();
    const scope = processor.startActivity(testIdentity());
    const result = processor.runActivity(scope, () => slow());
    expect(running).toBe(true);
    await expect(result).resolves.toBe('done');
    expect(scope.finish()[1]).toMatchObject({ attributes: { 'function.result': 'done' } });
  });

  // covers: 132
  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'text'],
    ['a frozen error', Object.freeze(new RangeError('frozen'))],
  ])('throws and rejects with %s as it is', async (_, value) => {
    const sync = traced(() => {
      throw value;
    });
    const asynchronous = traced(async () => {
      throw value;
    });
    for (const fn of [sync, asynchronous]) {
      expect(await outcomeOf(fn)).toEqual({ thrown: value });
      const [span] = await inActivity(async () => {
        expect(await outcomeOf(fn)).toEqual({ thrown: value });
      });
      expect(span).toMatchObject({ status: { code: 'ERROR' }, attributes: { error: true } });
    }
  });

  // covers: 136
  it('describes an error, unless that is switched off', async () => {
    const fail = (): never => {
      throw new TypeError('secret detail');
    };
    const [described] = await inActivity(traced(fail));
    expect(described?.attributes).toMatchObject({
      error: true,
      'error.type': 'TypeError',
      'error.message': 'secret detail',
    });
    const gate = new InMemoryGate();
    const undescribed = await inActivity(traced(fail, { captureException: false }), gate);
    expect(undescribed[0]?.attributes).not.toHaveProperty('error');
    expect(undescribed[0]?.status.code).toBe('ERROR');
    expect(JSON.stringify([undescribed, gate.completed])).not.toContain('secret detail');
  });

  // covers: 135
  it('leaves out arguments and result where that is asked for, for the gate as well', async () => {
    const gate = new InMemoryGate();
    const login = traced((_password: string) => 'token', { captureArgs: false, captureResult: false });
    const spans = await inActivity(() => login('hunter2'), gate);
    expect(Object.keys(spans[0]?.attributes ?? {})).toEqual(['code.function', 'code.namespace']);
    expect(JSON.stringify([spans, gate.started, gate.completed])).not.toMatch(/hunter2|token/);
  });

  it('gives back an object that is no plain promise as it is, without starting it', async () => {
    let started = 0;
    const query = {
      where: () => query,
      then: (resolve: (rows: string) => void) => {
        started += 1;
        resolve('rows');
      },
    };
    class Later extends Promise<string> {}
    const later = Later.resolve('x');
    const decorated = Object.assign(Promise.resolve(1), { cancel: () => undefined });
    const select = traced(() => query);
    await inActivity(async () => {
      expect(select()).toBe(query);
      expect(started).toBe(0);
      expect(traced(() => later)()).toBe(later);
      expect(traced(() => decorated)()).toBe(decorated);
    });
    expect(started).toBe(0);
  });

  // covers: W67
  it.each<[string, () => object, string]>([
    ['refers to itself', cyclic, '{"self":"[circular]"}'],
    ['has a toJSON that throws', unserializable, '<unserializable>'],
  ])('takes and gives back a value that %s as it is', async (_, make, text) => {
    const value = make();
    const sync = traced((given: object) => given);
    const asynchronous = traced(async (given: object) => given);
    const fns: readonly ((given: object) => unknown)[] = [sync, asynchronous];
    for (const fn of fns) {
      const gate = new InMemoryGate();
      const [span] = await inActivity(async () => {
        expect(await fn(value)).toBe(value);
      }, gate);
      expect(span).toMatchObject({
        status: { code: 'UNSET' },
        attributes: { 'function.arg.0': text, 'function.result': text },
      });
      expect([gate.started, gate.completed]).toEqual([[expect.anything()], [expect.anything()]]);
    }
  });

  it('outside of an activity is a span of the program’s own provider', async () => {
    const exporter = new InMemorySpanExporter();
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
    const fail = traced(async function fail(_x: number) {
      throw new Error('no');
    });
    await outcomeOf(() => fail(1));
    traced(function fine() {
      return 2;
    })();
    expect(exporter.getFinishedSpans().map((span) => [span.name, span.attributes])).toEqual([
      [
        'fail',
        {
          'code.function': 'fail',
          'code.namespace': expect.stringMatching(/src\/traced\.test$/) as string,
          'function.arg.0': '1',
          error: true,
          'error.type': 'Error',
          'error.message': 'no',
        },
      ],
      [
        'fine',
        {
          'code.function': 'fine',
          'code.namespace': expect.stringMatching(/src\/traced\.test$/) as string,
          'function.result': '2',
        },
      ],
    ]);
  });

  it('outside of an activity and without a provider reads no argument', () => {
    const read = jest.fn();
    traced((_value: unknown) => 1)({
      get field() {
        read();
        return 1;
      },
    });
    expect(read).not.toHaveBeenCalled();
  });

  it.each<[unknown]>([[InMemoryGate], [undefined], [42]])('cannot be made of %p', (value) => {
    expect(() => {
      Reflect.apply(traced, undefined, ['name', value]);
    }).toThrow('traced takes a function');
  });

  it('refuses a wrong length by name', () => {
    expect(() => traced(() => 1, { maxArgLength: 0 })).toThrow('maxArgLength');
  });
});
