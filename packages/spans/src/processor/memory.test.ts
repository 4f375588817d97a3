import type { SpanProcessorLike } from '../otel/span-like';
import { context, trace, type Span } from '@opentelemetry/api';
import { testIdentity } from '../testing/test-identity';
import { SpanStore } from './span-store';
import { resolveWorkflowSpanProcessorOptions } from './options';
import type { SpanLedger } from './span-ledger';
import { RecordingProvider } from '../provider/recording-provider';

/** A store whose spans are started in whatever ledger is current. */
function storeWithTracer(): { store: SpanStore; run: (ledger: SpanLedger | undefined) => Span[] } {
  let current: SpanLedger | undefined;
  const store = new SpanStore(resolveWorkflowSpanProcessorOptions(), () => current);
  const processor: SpanProcessorLike = {
    onStart: (span, parentContext) => {
      store.begin(span, parentContext);
    },
    onEnd: (span) => {
      store.end(span);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
  const provider = new RecordingProvider(processor);
  const run = (ledger: SpanLedger | undefined): Span[] => {
    current = ledger;
    const parent = provider.startSpan('parent', undefined);
    const child = provider.startSpan('child', undefined, trace.setSpan(context.active(), parent));
    const neverEnded = provider.startSpan('never ended', undefined);
    store.storeBody(neverEnded.spanContext().spanId, { response_body: 'x'.repeat(100) });
    child.end();
    parent.end();
    current = undefined;
    return [parent, child, neverEnded];
  };
  return { store, run };
}

describe('what is held', () => {
  // covers: 121, W43, W74
  it('is nothing after 100,000 activities, spans that never end included', () => {
    const { store, run } = storeWithTracer();
    let kept = 0;
    for (let index = 0; index < 100_000; index += 1) {
      const ledger = store.openLedger(testIdentity({ workflowId: `wf-${index}`, activityId: String(index) }));
      const [parent] = run(ledger);
      if (parent !== undefined)
        store.registerTrace(parent.spanContext().traceId, `wf-${index}`, String(index));
      kept += store.closeLedger(ledger, undefined).length;
    }
    expect(kept).toBe(200_000);
    expect(store.held).toEqual({ spans: 0, ledgers: 0, buffers: 0, traces: 0, bodies: 0, verdicts: 0 });
  }, 60_000);

  it('is bounded where a program registers and never unregisters', () => {
    const { store, run } = storeWithTracer();
    for (let index = 0; index < 20_000; index += 1) {
      store.registerTrace(`trace-${index}`, `wf-${index}`);
      run(undefined);
    }
    expect(store.held).toEqual({
      spans: 0,
      ledgers: 0,
      buffers: 0,
      traces: 10_000,
      bodies: 1_000,
      verdicts: 0,
    });
  });

  it('is nothing of a late span that is ended by hand', () => {
    const { store, run } = storeWithTracer();
    const ledger = store.openLedger(testIdentity());
    const [, , late] = run(ledger);
    store.closeLedger(ledger, undefined);
    late?.end();
    expect(store.held.spans).toBe(0);
  });
});
