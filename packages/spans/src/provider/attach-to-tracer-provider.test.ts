import * as api from '@opentelemetry/api';
import { context, diag, DiagLogLevel, propagation, trace, type TracerProvider } from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  InMemorySpanExporter,
  NodeTracerProvider,
  ParentBasedSampler,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type * as SpansModule from '../index';
import type { SpanData } from '../data/span-data';
import type { SpanProcessorLike } from '../otel/span-like';
import { ActivityScope } from '../scope/activity-scope';
import { testIdentity } from '../testing/test-identity';
import { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import { attachToTracerProvider } from './attach-to-tracer-provider';

afterEach(() => {
  trace.disable();
  context.disable();
  propagation.disable();
  diag.disable();
});

interface UserSetUp {
  readonly exporter: InMemorySpanExporter;
  readonly provider: NodeTracerProvider;
  readonly names: () => string[];
}

function userProvider(...more: SpanProcessor[]): UserSetUp {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter), ...more] });
  return { exporter, provider, names: () => exporter.getFinishedSpans().map((span) => span.name) };
}

function runActivity(processor: WorkflowSpanProcessor, fn: () => void): SpanData[] {
  const scope = processor.startActivity(testIdentity());
  processor.runActivity(scope, fn);
  return scope.finish();
}

const userSpan = (name = 'mine'): void => {
  trace.getTracer('user').startActiveSpan(name, (span) => {
    span.end();
  });
};

const names = (spans: readonly SpanData[]): string[] => spans.map((span) => span.name);

describe('with a provider of the program', () => {
  // covers: 122, M6
  it('sees its spans, as children of the activity, and takes none from its exporter', () => {
    const user = userProvider();
    user.provider.register();
    const early = trace.getTracer('kept by the program');
    const processor = new WorkflowSpanProcessor();
    const detach = attachToTracerProvider(processor);
    const spans = runActivity(processor, () => {
      userSpan();
      early.startSpan('early').end();
    });
    detach();
    expect(names(spans)).toEqual(['activity.think', 'mine', 'early']);
    expect(spans.map((span) => span.parent_span_id)).toEqual([null, spans[0]?.span_id, spans[0]?.span_id]);
    expect(user.names()).toEqual(['mine', 'early', 'activity.think']);
  });

  it('is as it was after detaching', () => {
    const user = userProvider();
    user.provider.register();
    const processor = new WorkflowSpanProcessor();
    const detach = attachToTracerProvider(processor);
    detach();
    const scope = processor.startActivity(testIdentity());
    scope.run(userSpan);
    expect(scope.finish()).toEqual([]);
    expect(user.names()).toEqual(['mine']);
  });

  it('leaves the array of processors that the program made alone', () => {
    const processors: SpanProcessor[] = [new SimpleSpanProcessor(new InMemorySpanExporter())];
    new NodeTracerProvider({ spanProcessors: processors }).register();
    attachToTracerProvider(new WorkflowSpanProcessor());
    expect(processors).toHaveLength(1);
  });

  it('may be shut down without ending the processor', async () => {
    const user = userProvider();
    user.provider.register();
    const shutdown = jest.fn(() => Promise.resolve());
    const forwardTo: SpanProcessorLike = {
      onStart: jest.fn(),
      onEnd: jest.fn(),
      forceFlush: jest.fn(),
      shutdown,
    };
    const processor = new WorkflowSpanProcessor({ forwardTo });
    attachToTracerProvider(processor);
    await user.provider.shutdown();
    expect(shutdown).not.toHaveBeenCalled();
    expect(names(runActivity(processor, userSpan))).toEqual(['activity.think', 'mine']);
  });

  it('hands a span on once where the delegate is in the provider already', () => {
    const exporter = new InMemorySpanExporter();
    const delegate = new SimpleSpanProcessor(exporter);
    new NodeTracerProvider({ spanProcessors: [delegate] }).register();
    const processor = new WorkflowSpanProcessor({ forwardTo: delegate });
    attachToTracerProvider(processor);
    runActivity(processor, userSpan);
    expect(exporter.getFinishedSpans().map((span) => span.name)).toEqual(['mine', 'activity.think']);
  });

  it('needs nothing where the program gave it the processor itself', () => {
    const processor = new WorkflowSpanProcessor();
    const user = userProvider(processor);
    user.provider.register();
    const detach = attachToTracerProvider(processor);
    expect(names(runActivity(processor, userSpan))).toEqual(['activity.think', 'mine']);
    detach();
    expect(names(runActivity(processor, userSpan))).toEqual(['activity.think', 'mine']);
  });

  it('needs no attaching where the program gave it the processor itself', () => {
    const processor = new WorkflowSpanProcessor();
    const user = userProvider(processor);
    user.provider.register();
    const spans = runActivity(processor, userSpan);
    expect(spans.map((span) => span.parent_span_id)).toEqual([null, spans[0]?.span_id]);
    expect(user.names()).toEqual(['mine', 'activity.think']);
  });

  it('serves two processors, detached in any order', () => {
    userProvider().provider.register();
    const [first, second] = [new WorkflowSpanProcessor(), new WorkflowSpanProcessor()];
    const detachFirst = attachToTracerProvider(first);
    const detachSecond = attachToTracerProvider(second);
    expect(names(runActivity(first, userSpan))).toEqual(['activity.think', 'mine']);
    detachFirst();
    expect(names(runActivity(second, userSpan))).toEqual(['activity.think', 'mine']);
    detachSecond();
    expect(names(runActivity(first, userSpan))).toEqual(['activity.think']);
  });

  it('keeps deciding what is sampled: its exporter gets no more, our own spans are recorded all the same', () => {
    const exporter = new InMemorySpanExporter();
    const sampler = new ParentBasedSampler({ root: new AlwaysOffSampler() });
    new NodeTracerProvider({ sampler, spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
    const processor = new WorkflowSpanProcessor();
    attachToTracerProvider(processor);
    const spans = runActivity(processor, () => {
      userSpan('not sampled');
      const outer = ActivityScope.current()?.startSpan('outer');
      if (outer === undefined) return;
      const inner = trace.setSpan(context.active(), outer);
      ActivityScope.current()?.startSpan('inner', {}, inner).end();
      outer.end();
    });
    expect(names(spans)).toEqual(['activity.think', 'outer', 'inner']);
    expect(spans.map((span) => span.parent_span_id)).toEqual([null, spans[0]?.span_id, spans[1]?.span_id]);
    expect(new Set(spans.map((span) => span.trace_id)).size).toBe(1);
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('of SDK 1 gets the processor through addSpanProcessor and gives it back', () => {
    const registered: SpanProcessorLike[] = [];
    const inner = new NodeTracerProvider({
      sampler: new AlwaysOnSampler(),
      spanProcessors: [
        {
          onStart: (span, parentContext) => {
            for (const each of registered) each.onStart(span, parentContext);
          },
          onEnd: (span) => {
            for (const each of registered) each.onEnd(span);
          },
          forceFlush: () => Promise.resolve(),
          shutdown: () => Promise.resolve(),
        },
      ],
    });
    const provider = {
      _registeredSpanProcessors: registered,
      addSpanProcessor: (processor: SpanProcessorLike) => registered.push(processor),
      getTracer: (name: string) => inner.getTracer(name),
    };
    trace.setGlobalTracerProvider(provider);
    const processor = new WorkflowSpanProcessor();
    const detach = attachToTracerProvider(processor);
    expect(names(runActivity(processor, userSpan))).toEqual(['activity.think', 'mine']);
    detach();
    expect(registered).toEqual([]);
  });

  it('of another kind is left alone, with one warning that says what to do', () => {
    const warnings: string[] = [];
    const log = (): void => undefined;
    const warn = (message: string): number => warnings.push(message);
    diag.setLogger({ error: log, warn, info: log, debug: log, verbose: log }, DiagLogLevel.WARN);
    const inner = userProvider().provider;
    class ForeignProvider implements TracerProvider {
      getTracer(name: string): ReturnType<TracerProvider['getTracer']> {
        return inner.getTracer(name);
      }
    }
    trace.setGlobalTracerProvider(new ForeignProvider());
    const processor = new WorkflowSpanProcessor();
    attachToTracerProvider(processor);
    expect(names(runActivity(processor, userSpan))).toEqual(['activity.think']);
    const seen: unknown[] = [];
    const spans = runActivity(processor, () => {
      seen.push(trace.getActiveSpan());
      const outer = ActivityScope.current()?.startSpan('outer');
      outer?.end();
    });
    expect(spans.map((span) => span.parent_span_id)).toEqual([null, spans[0]?.span_id]);
    expect(seen).toEqual([undefined]);
    expect(warnings).toEqual([expect.stringMatching(/ForeignProvider.*Give the WorkflowSpanProcessor/)]);
  });
});

describe('without a provider', () => {
  // covers: 122
  it('sees the spans of the program, and sends no trace header', () => {
    const processor = new WorkflowSpanProcessor();
    const detach = attachToTracerProvider(processor);
    const carrier = {};
    const spans = runActivity(processor, () => {
      userSpan();
      propagation.inject(context.active(), carrier);
    });
    detach();
    expect(names(spans)).toEqual(['activity.think', 'mine']);
    expect(carrier).toEqual({});
  });

  it('serves two processors, detached in any order, and then leaves nothing behind', () => {
    const tracer = trace.getTracer('kept by the program');
    const [first, second] = [new WorkflowSpanProcessor(), new WorkflowSpanProcessor()];
    const detachFirst = attachToTracerProvider(first);
    const detachSecond = attachToTracerProvider(second);
    const scope = first.startActivity(testIdentity());
    scope.run(() => {
      tracer.startSpan('kept tracer').end();
    });
    expect(names(scope.finish())).toEqual(['kept tracer']);
    detachFirst();
    expect(names(runActivity(second, userSpan))).toEqual(['activity.think', 'mine']);
    expect(names(runActivity(first, userSpan))).toEqual(['activity.think']);
    detachSecond();
    expect(tracer.startSpan('noop').isRecording()).toBe(false);
    expect(trace.getTracer('new').startSpan('noop').isRecording()).toBe(false);
  });

  it('gives way to a provider that the program registers later, and follows it', () => {
    const processor = new WorkflowSpanProcessor();
    const detach = attachToTracerProvider(processor);
    const early = trace.getTracer('taken before the provider was there');
    early.startSpan('before').end();

    const user = userProvider();
    user.provider.register();
    const spans = runActivity(processor, () => {
      userSpan();
      early.startSpan('early').end();
    });
    expect(trace.getTracer('user').startSpan('theirs').constructor).toBe(
      user.provider.getTracer('user').startSpan('theirs').constructor,
    );
    expect(names(spans)).toEqual(['activity.think', 'mine', 'early']);
    expect(user.names()).toEqual(['mine', 'early', 'activity.think']);

    detach();
    expect(names(runActivity(processor, userSpan))).toEqual(['activity.think']);
    early.startActiveSpan('after', (span) => {
      span.end();
    });
    expect(user.names()).toEqual(['mine', 'early', 'activity.think', 'mine', 'after']);
  });

  it('comes back after the program has disabled the API', () => {
    const processor = new WorkflowSpanProcessor();
    attachToTracerProvider(processor);
    userProvider().provider.register();
    trace.disable();
    expect(names(runActivity(processor, userSpan))).toEqual(['activity.think', 'mine']);
  });

  it('is shared with another copy of the package', () => {
    jest.isolateModules(() => {
      jest.doMock('@opentelemetry/api', () => api);
      const copy = jest.requireActual<typeof SpansModule>('../index');
      const [mine, theirs] = [new WorkflowSpanProcessor(), new copy.WorkflowSpanProcessor()];
      const detachMine = attachToTracerProvider(mine);
      const detachTheirs = copy.attachToTracerProvider(theirs);
      const scope = theirs.startActivity(testIdentity());
      scope.run(userSpan);
      expect(names(scope.finish())).toEqual(['mine']);
      detachMine();
      const again = theirs.startActivity(testIdentity());
      again.run(userSpan);
      expect(names(again.finish())).toEqual(['mine']);
      detachTheirs();
    });
  });
});
