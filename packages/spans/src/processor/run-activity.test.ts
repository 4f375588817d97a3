import { setImmediate as nextTurn } from 'node:timers/promises';
import { context, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { SpanData } from '../data/span-data';
import { ActivityScope } from '../scope/activity-scope';
import { testIdentity } from '../testing/test-identity';
import { WorkflowSpanProcessor } from './workflow-span-processor';

afterAll(() => {
  context.disable();
});

function throwValue(value: unknown): never {
  throw value;
}

async function runToEnd(fn: () => unknown): Promise<{ spans: SpanData[]; outcome: unknown }> {
  const processor = new WorkflowSpanProcessor();
  const scope = processor.startActivity(testIdentity());
  let outcome: unknown;
  try {
    outcome = await processor.runActivity(scope, fn);
  } catch (error) {
    outcome = { thrown: error };
  }
  return { spans: scope.finish(), outcome };
}

describe('the span of an activity', () => {
  it('carries the identity of the attempt and comes first', async () => {
    const { spans } = await runToEnd(() => {
      ActivityScope.current()?.startSpan('inside').end();
    });
    expect(spans).toEqual([
      expect.objectContaining({
        name: 'activity.think',
        kind: 'INTERNAL',
        parent_span_id: null,
        activity_id: '1',
        status: { code: 'UNSET', description: null },
        attributes: {
          'temporal.workflow_id': 'wf-1',
          'temporal.run_id': 'run-1',
          'temporal.activity_id': '1',
          'temporal.activity_type': 'think',
          'temporal.attempt': 1,
        },
      }),
      expect.objectContaining({
        name: 'inside',
        parent_span_id: spans[0]?.span_id,
        trace_id: spans[0]?.trace_id,
      }),
    ]);
  });

  it('is the active span of the body, sync and async', async () => {
    const seen: unknown[] = [];
    const { spans } = await runToEnd(async () => {
      seen.push(trace.getActiveSpan()?.spanContext().spanId);
      await nextTurn();
      seen.push(trace.getActiveSpan()?.spanContext().spanId);
    });
    expect(seen).toEqual([spans[0]?.span_id, spans[0]?.span_id]);
  });

  it('is a child of the span that is active outside', () => {
    const processor = new WorkflowSpanProcessor();
    const scope = processor.startActivity(testIdentity());
    const outer = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: TraceFlags.NONE };
    const flags = context.with(trace.setSpanContext(ROOT_CONTEXT, outer), () =>
      processor.runActivity(scope, () => trace.getActiveSpan()?.spanContext().traceFlags),
    );
    expect(scope.finish()).toEqual([
      expect.objectContaining({ trace_id: outer.traceId, parent_span_id: outer.spanId }),
    ]);
    expect(flags).toBe(TraceFlags.NONE);
  });

  it('is recorded where the environment switches sampling off', async () => {
    process.env.OTEL_TRACES_SAMPLER = 'always_off';
    process.env.OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT = '1';
    try {
      const { spans } = await runToEnd(() => undefined);
      expect(Object.keys(spans[0]?.attributes ?? {})).toHaveLength(5);
    } finally {
      delete process.env.OTEL_TRACES_SAMPLER;
      delete process.env.OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT;
    }
  });

  it('is recorded where the program suppresses tracing', () => {
    const processor = new WorkflowSpanProcessor();
    const scope = processor.startActivity(testIdentity());
    context.with(suppressTracing(context.active()), () => {
      processor.runActivity(scope, () => undefined);
    });
    expect(scope.finish().map((span) => span.name)).toEqual(['activity.think']);
  });

  it('is handed on as well', async () => {
    const exporter = new InMemorySpanExporter();
    const processor = new WorkflowSpanProcessor({ forwardTo: new SimpleSpanProcessor(exporter) });
    const scope = processor.startActivity(testIdentity());
    await processor.runActivity(scope, () => nextTurn());
    expect(exporter.getFinishedSpans().map((span) => span.name)).toEqual(['activity.think']);
  });

  it('is ended by finish where the body goes on', () => {
    const processor = new WorkflowSpanProcessor();
    const scope = processor.startActivity(testIdentity());
    void processor.runActivity(scope, () => nextTurn());
    expect(scope.finish()).toEqual([
      expect.objectContaining({ name: 'activity.think', status: { code: 'UNSET', description: null } }),
    ]);
  });
});

describe('the body', () => {
  it('keeps its promise, which is the very one that it returned', async () => {
    const processor = new WorkflowSpanProcessor();
    const promise = Promise.resolve({ answer: 42 });
    const returned = processor.runActivity(processor.startActivity(testIdentity()), () => promise);
    expect(returned).toBe(promise);
    await returned;
  });

  it('is not started again where it returns a lazy thenable', async () => {
    let started = 0;
    const lazy = {
      then: (resolve: (value: string) => void) => {
        started += 1;
        resolve('rows');
      },
    };
    const { outcome, spans } = await runToEnd(() => lazy);
    expect([outcome, started, spans.length]).toEqual(['rows', 1, 1]);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', 'failed'],
    ['a number', 7],
    ['a frozen error', Object.freeze(new Error('frozen'))],
    ['an error without a prototype', Object.assign(Object.create(null) as object, { message: 'bare' })],
    [
      'an error whose message throws',
      Object.defineProperty(new Error(), 'message', { get: () => throwValue('getter') }),
    ],
    ['an error with a null code', Object.assign(new Error('x'), { code: null })],
    ['an error with a strange code', Object.assign(new Error('y'), { code: Object.create(null) as object })],
  ])('throws %s as it is, and the span is an error', async (_, value) => {
    const sync = await runToEnd(() => throwValue(value));
    const asynchronous = await runToEnd(async () => {
      await nextTurn();
      throwValue(value);
    });
    for (const { outcome, spans } of [sync, asynchronous]) {
      expect(Reflect.get(Object(outcome) as object, 'thrown')).toBe(value);
      expect(spans).toEqual([
        expect.objectContaining({ status: expect.objectContaining({ code: 'ERROR' }) as unknown }),
      ]);
    }
  });

  it('has its error recorded as an event', async () => {
    const { spans } = await runToEnd(() => Promise.reject(new TypeError('no such tool')));
    expect(spans[0]?.status).toEqual({ code: 'ERROR', description: 'no such tool' });
    expect(spans[0]?.events).toEqual([
      expect.objectContaining({
        name: 'exception',
        attributes: expect.objectContaining({
          'exception.type': 'TypeError',
          'exception.message': 'no such tool',
        }) as unknown,
      }),
    ]);
  });

  it('runs in a scope of another processor without a span', () => {
    const scope = new WorkflowSpanProcessor().startActivity(testIdentity());
    const current = new WorkflowSpanProcessor().runActivity(scope, () => ActivityScope.current());
    expect(current).toBe(scope);
    expect(scope.finish()).toEqual([]);
  });

  it('runs once in a scope that has been finished', () => {
    const processor = new WorkflowSpanProcessor();
    const scope = processor.startActivity(testIdentity());
    scope.finish();
    const body = jest.fn(() => 'ran');
    expect(processor.runActivity(scope, body)).toBe('ran');
    expect(body).toHaveBeenCalledTimes(1);
  });
});
