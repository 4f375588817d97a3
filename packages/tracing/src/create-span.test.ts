import { setImmediate as nextTurn } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { type SpanData, WorkflowSpanProcessor } from '@openbox/spans';
import { InMemoryGate, testIdentity } from '@openbox/spans/testing';
import { createSpan } from './create-span';

async function inActivity(fn: () => unknown, gate = new InMemoryGate()): Promise<SpanData[]> {
  const processor = new WorkflowSpanProcessor();
  const scope = processor.startActivity(testIdentity(), { gate });
  await processor.runActivity(scope, fn);
  return scope.finish().slice(1);
}

describe('createSpan', () => {
  // covers: 138
  it('writes the attributes it is given as text', async () => {
    const [span] = await inActivity(() =>
      createSpan('validate', { data_size: 3, name: 'x', list: [1], none: null, no: undefined }, (active) => {
        active.setAttribute('validation.passed', true);
      }),
    );
    expect(span).toMatchObject({
      name: 'validate',
      attributes: {
        data_size: '3',
        name: 'x',
        list: '[1]',
        none: 'null',
        no: 'null',
        'validation.passed': true,
      },
    });
  });

  // covers: 138
  it('is the active span inside, gives back what the function returns, and asks for no verdict', async () => {
    const gate = new InMemoryGate();
    const results: unknown[] = [];
    const spans = await inActivity(async () => {
      results.push(createSpan('sync', (span) => trace.getActiveSpan() === span));
      results.push(
        await createSpan('async', async (span) => {
          await nextTurn();
          createSpan('inner', () => undefined);
          return trace.getActiveSpan() === span;
        }),
      );
    }, gate);
    expect(results).toEqual([true, true]);
    expect(spans.map((span) => span.name)).toEqual(['sync', 'async', 'inner']);
    expect(spans[2]?.parent_span_id).toBe(spans[1]?.span_id);
    expect(gate.started).toEqual([]);
  });

  it.each([new RangeError('over'), 'text', undefined])(
    'throws and rejects with %p as it is, and records it',
    async (value) => {
      const caught: unknown[] = [];
      const spans = await inActivity(async () => {
        try {
          createSpan('sync', () => {
            throw value;
          });
        } catch (error) {
          caught.push(error);
        }
        await createSpan('async', () => Promise.reject(value)).catch((error: unknown) => caught.push(error));
      });
      expect(caught).toEqual([value, value]);
      expect(spans.map((span) => [span.status.code, span.attributes.error])).toEqual([
        ['ERROR', true],
        ['ERROR', true],
      ]);
    },
  );

  it('without a function ends at the end of its block', async () => {
    const spans = await inActivity(() => {
      const span = createSpan('step', { part: 1 });
      span.setAttribute('size', 2).setAttributes({ more: true });
      span[Symbol.dispose]();
      span.end();
    });
    expect(spans).toEqual([
      expect.objectContaining({ name: 'step', attributes: { part: '1', size: 2, more: true } }),
    ]);
  });

  it('ends at the end of an asynchronous block as well', async () => {
    const spans = await inActivity(async () => {
      await createSpan('step')[Symbol.asyncDispose]();
    });
    expect(spans.map((span) => span.name)).toEqual(['step']);
  });

  it('does nothing to the program outside of an activity', async () => {
    expect(createSpan('n', () => 1)).toBe(1);
    await expect(createSpan('n', { a: 1 }, () => Promise.resolve(2))).resolves.toBe(2);
    expect(() => {
      createSpan('n').end();
    }).not.toThrow();
  });
});
