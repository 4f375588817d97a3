import { setImmediate as nextTurn } from 'node:timers/promises';
import { type OperationGate, type SpanData, WorkflowSpanProcessor } from '@openbox/spans';
import { InMemoryGate, testIdentity } from '@openbox/spans/testing';
import { traced } from './traced';

async function inActivity(fn: () => unknown, gate: OperationGate = new InMemoryGate()): Promise<SpanData[]> {
  const processor = new WorkflowSpanProcessor();
  const scope = processor.startActivity(testIdentity(), { gate });
  await processor.runActivity(scope, fn);
  return scope.finish().slice(1);
}

const step = traced(function step(value: number) {
  return value;
});

const count = traced(function* count(to: number): Generator<number, string, string | undefined> {
  for (let index = 1; index <= to; index += 1) {
    const answer = yield step(index);
    if (answer === 'stop') return 'stopped';
  }
  return 'done';
});

const countLater = traced(async function* countLater(
  to: number,
): AsyncGenerator<number, string, string | undefined> {
  for (let index = 1; index <= to; index += 1) {
    await nextTurn();
    yield step(index);
  }
  return 'done';
});

const tree = (spans: readonly SpanData[]): string[] => {
  const names = new Map(spans.map((span) => [span.span_id, span.name]));
  return spans.map((span) => `${span.name}<${names.get(span.parent_span_id ?? '') ?? 'activity'}`);
};

describe('a traced generator', () => {
  it('is one span from its first step to its end, the parent of what its steps do', async () => {
    const values: number[] = [];
    const spans = await inActivity(() => {
      for (const value of count(2)) values.push(value);
    });
    expect(values).toEqual([1, 2]);
    expect(tree(spans)).toEqual(['count<activity', 'step<count', 'step<count']);
    expect(spans[0]?.attributes).toMatchObject({ 'function.arg.0': '2', 'function.result': 'done' });
  });

  // covers: W67
  it('is not started by making it', async () => {
    const gate = new InMemoryGate();
    const spans = await inActivity(() => {
      count(1);
      countLater(1);
    }, gate);
    expect([spans, gate.started]).toEqual([[], []]);
  });

  it('takes values, and ends when its consumer stops', async () => {
    const spans = await inActivity(() => {
      const sent = count(9);
      sent.next();
      expect(sent.next('stop')).toEqual({ done: true, value: 'stopped' });
      for (const value of count(9)) if (value === 2) break;
    });
    expect(
      spans.filter((span) => span.name === 'count').map((span) => span.attributes['function.result']),
    ).toEqual(['stopped', 'null']);
  });

  it('records what it throws, and what is thrown into it', async () => {
    const failing = traced(function* failing(): Generator<number> {
      yield 1;
      throw new RangeError('over');
    });
    const spans = await inActivity(() => {
      expect(() => [...failing()]).toThrow('over');
      const other = count(3);
      other.next();
      expect(() => other.throw(new TypeError('from outside'))).toThrow('from outside');
    });
    expect(spans.filter((span) => span.name !== 'step').map((span) => span.attributes['error.type'])).toEqual(
      ['RangeError', 'TypeError'],
    );
  });

  it('can be closed before its first step without a span', async () => {
    const spans = await inActivity(() => {
      const closed = count(3);
      expect(closed.return('early')).toEqual({ done: true, value: 'early' });
      expect(closed.next()).toEqual({ done: true, value: undefined });
    });
    expect(spans).toEqual([]);
  });

  it('is refused at its first step, and its body never runs', async () => {
    const body = jest.fn();
    const refused = traced(function* refused() {
      body();
      yield 1;
    });
    await inActivity(
      () => {
        const generator = refused();
        expect(() => generator.next()).toThrow('not now');
        expect(generator.next()).toEqual({ done: true, value: undefined });
      },
      new InMemoryGate(() => ({ verdict: 'block', reason: 'not now' })),
    );
    expect(body).not.toHaveBeenCalled();
  });

  it('is a generator of its function', () => {
    expect(count(1)).toBeInstanceOf(count);
    expect(Object.prototype.toString.call(count(1))).toBe('[object Generator]');
  });
});

describe('a traced asynchronous generator', () => {
  it('is one span from its first step to its end, the parent of what its steps do', async () => {
    const values: number[] = [];
    const spans = await inActivity(async () => {
      for await (const value of countLater(2)) values.push(value);
    });
    expect(values).toEqual([1, 2]);
    expect(tree(spans)).toEqual(['countLater<activity', 'step<countLater', 'step<countLater']);
    expect(spans[0]?.attributes).toMatchObject({ 'function.result': 'done' });
  });

  it('answers several steps that are asked for at once in order', async () => {
    const results: unknown[] = [];
    const spans = await inActivity(async () => {
      const generator = countLater(2);
      results.push(
        ...(await Promise.all([generator.next(), generator.next(), generator.next(), generator.next()])),
      );
    });
    expect(results).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: 'done' },
      { done: true, value: undefined },
    ]);
    expect(spans.filter((span) => span.name === 'countLater')).toHaveLength(1);
  });

  it('ends when its consumer stops', async () => {
    const spans = await inActivity(async () => {
      for await (const value of countLater(9)) if (value === 2) break;
    });
    expect(spans.filter((span) => span.name === 'countLater')).toHaveLength(1);
  });

  it('is refused at its first step, and its body never runs', async () => {
    const body = jest.fn();
    const refused = traced(async function* refused() {
      body();
      yield 1;
    });
    await inActivity(
      async () => {
        const generator = refused();
        await expect(generator.next()).rejects.toThrow('not now');
        await expect(generator.next()).resolves.toEqual({ done: true, value: undefined });
      },
      new InMemoryGate(() => ({ verdict: 'block', reason: 'not now' })),
    );
    expect(body).not.toHaveBeenCalled();
  });

  it('can be closed before its first step without a span', async () => {
    const spans = await inActivity(async () => {
      const closed = countLater(3);
      await expect(closed.return('early')).resolves.toEqual({ done: true, value: 'early' });
    });
    expect(spans).toEqual([]);
  });
});
