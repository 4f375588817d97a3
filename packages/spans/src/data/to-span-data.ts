import type { HrTimeLike, ReadableSpanLike } from '../otel/span-like';
import { addSpecificationNames } from './attribute-aliases';
import { isAttributeValue } from './is-attribute-value';
import type { AttributeValue, SpanBodyData, SpanData, SpanKindName, SpanStatusName } from './span-data';
import { toSpanFacts } from './span-facts';

const KINDS: readonly SpanKindName[] = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
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
    kind: KINDS[span.kind] ?? 'INTERNAL',
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

/** Nanoseconds since the Unix epoch, as an integer; above 2^53 to the nearest number that JavaScript has. */
export function toNanoseconds([seconds, nanoseconds]: HrTimeLike): number {
  return Math.round(seconds * 1e9 + nanoseconds);
}

// Subtracting first keeps the nanoseconds that a number since the epoch has no room for.
function durationNs({ startTime, endTime }: ReadableSpanLike): number {
  return Math.max(0, Math.round((endTime[0] - startTime[0]) * 1e9 + (endTime[1] - startTime[1])));
}

/** Core classifies a database span by the verb that its name begins with (wire contract, "Hook evaluation"). */
function spanName(name: string, attributes: Readonly<Record<string, AttributeValue>>): string {
  const operation = attributes['db.operation'];
  if (typeof attributes['db.system'] !== 'string' || typeof operation !== 'string' || operation === '')
    return name;
  return name === operation || name.startsWith(`${operation} `) ? name : operation;
}

function copyAttributes(attributes: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  const copy: Record<string, AttributeValue> = {};
  for (const [key, value] of Object.entries(attributes)) {
    if (key !== '__proto__' && isAttributeValue(value)) copy[key] = value;
  }
  return copy;
}
