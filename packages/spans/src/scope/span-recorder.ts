import { context, trace, type Context, type Span, type SpanOptions } from '@opentelemetry/api';
import type { SpanData } from '../data/span-data';

/** Makes and keeps the spans of one activity attempt. `WorkflowSpanProcessor` gives each of its scopes one. */
export interface SpanRecorder {
  /** The processor that the scope belongs to. */
  readonly owner?: object | undefined;
  readonly droppedSpans: number;
  startSpan(name: string, options?: SpanOptions, parentContext?: Context): Span;
  contextWith(span: Span): Context;
  /** Gives out what was kept and keeps nothing from then on. */
  finish(): SpanData[];
}

/** Keeps nothing; its spans are the global tracer provider's. */
export const noopSpanRecorder: SpanRecorder = {
  droppedSpans: 0,
  startSpan: (name, options, parentContext) =>
    trace.getTracer('openbox').startSpan(name, options, parentContext ?? context.active()),
  contextWith: (span) => trace.setSpan(context.active(), span),
  finish: () => [],
};
