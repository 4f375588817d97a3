import type { ReadableSpanLike } from '../otel/span-like';
import { addSpecificationNames } from './attribute-aliases';
import { copyAttributes } from './copy-attributes';
import { KIND_NAMES } from './kind-names';
import { durationNs, toNanoseconds } from './to-nanoseconds';
import type { AttributeValue, SpanBodyData, SpanData, SpanStatusName } from './span-data';
import { toSpanFacts } from './span-facts';

const STATUSES: readonly SpanStatusName[] = ['UNSET', 'OK', 'ERROR'];

/** What {@link toSpanData} adds to what the span itself holds. */
export interface ToSpanDataOptions {
  readonly activityId?: string | undefined;
  readonly body?: SpanBodyData | undefined;
}

/**
 * Copies an ended OpenTelemetry span into the specification's form. The span itself is not changed, so exporters see
 * what OpenTelemetry made.
 */
export function toSpanData(span: ReadableSpanLike, options: ToSpanDataOptions = {}): SpanData {
  const { traceId, spanId } = span.spanContext();
  const attributes = copyAttributes(span.attributes);
  addSpecificationNames(attributes);
  return {
    span_id: spanId,
    trace_id: traceId,
    parent_span_id: (span.parentSpanContext?.spanId ?? span.parentSpanId) || null,
    name: spanName(span.name, attributes),
    kind: KIND_NAMES[span.kind] ?? 'INTERNAL',
    start_time: toNanoseconds(span.startTime),
    end_time: toNanoseconds(span.endTime),
    duration_ns: durationNs(span),
    status: { code: STATUSES[span.status.code] ?? 'UNSET', description: span.status.message ?? null },
    events: span.events.map((event) => ({
      name: event.name,
      timestamp: toNanoseconds(event.time),
      attributes: copyAttributes(event.attributes ?? {}),
    })),
    attributes,
    ...(options.activityId === undefined ? {} : { activity_id: options.activityId }),
    ...toSpanFacts(attributes),
    ...options.body,
  };
}

/** Core classifies a database span by the verb that its name begins with (wire contract, "Hook evaluation"). */
function spanName(name: string, attributes: Readonly<Record<string, AttributeValue>>): string {
  const operation = attributes['db.operation'];
  if (typeof attributes['db.system'] !== 'string' || typeof operation !== 'string' || operation === '')
    return name;
  return name === operation || name.startsWith(`${operation} `) ? name : operation;
}
