import { isSpanContextValid, ROOT_CONTEXT } from '@opentelemetry/api';

/** Whether a tracer provider is the API's placeholder for none, whichever copy of the API it is of. */
export function startsNoSpans(provider: unknown): boolean {
  if (typeof provider !== 'object' || provider === null || !('getTracer' in provider)) return true;
  if (typeof provider.getTracer !== 'function') return true;
  const tracer: unknown = Reflect.apply(provider.getTracer, provider, ['openbox']);
  if (typeof tracer !== 'object' || tracer === null || !('startSpan' in tracer)) return true;
  if (typeof tracer.startSpan !== 'function') return true;
  const span: unknown = Reflect.apply(tracer.startSpan, tracer, ['openbox.probe', {}, ROOT_CONTEXT]);
  return !hasSpanContext(span) || !isSpanContextValid(span.spanContext());
}

function hasSpanContext(
  value: unknown,
): value is { spanContext(): { traceId: string; spanId: string; traceFlags: number } } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'spanContext' in value &&
    typeof value.spanContext === 'function'
  );
}
