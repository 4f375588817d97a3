import type { Context } from '@opentelemetry/api';

/** Seconds and nanoseconds since the Unix epoch, as OpenTelemetry keeps times. */
export type HrTimeLike = readonly [number, number];

interface SpanContextLike {
  readonly traceId: string;
  readonly spanId: string;
}

/**
 * The part of an OpenTelemetry SDK span that is read here. Spans of SDK 1, 2 and 3 all have it, so no SDK type appears
 * in this package's declarations and several SDK versions can live in one process.
 */
export interface ReadableSpanLike {
  readonly name: string;
  readonly kind: number;
  spanContext(): SpanContextLike;
  /** SDK 2 and 3. */
  readonly parentSpanContext?: SpanContextLike | undefined;
  /** SDK 1. */
  readonly parentSpanId?: string | undefined;
  readonly startTime: HrTimeLike;
  readonly endTime: HrTimeLike;
  readonly status: { readonly code: number; readonly message?: string | undefined };
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Who made the span. SDK 2 and 3. */
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** Who made the span. SDK 1. */
  readonly instrumentationLibrary?: { readonly name: string } | undefined;
  readonly events: readonly {
    readonly name: string;
    readonly time: HrTimeLike;
    readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  }[];
}

/** An OpenTelemetry span processor, by structure: any of SDK 1, 2 or 3 fits. */
export interface SpanProcessorLike {
  onStart(span: ReadableSpanLike, parentContext: Context): void;
  /** SDK 2.2 and later, experimental there. */
  onEnding?(span: ReadableSpanLike): void;
  onEnd(span: ReadableSpanLike): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Whether a span of the OpenTelemetry API can be read as one of the SDK: a span that is not recorded cannot. */
export function isReadableSpan(span: object): span is ReadableSpanLike {
  return (
    'startTime' in span && Array.isArray(span.startTime) && 'attributes' in span && 'spanContext' in span
  );
}
