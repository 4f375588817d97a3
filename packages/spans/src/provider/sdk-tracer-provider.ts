import type { SpanProcessorLike } from '../otel/span-like';

/** Takes a processor out again. */
export type RemoveProcessor = () => void;

/**
 * Adds a span processor to a tracer provider of the OpenTelemetry SDK.
 *
 * SDK 1 has `addSpanProcessor`. SDK 2 and 3 have no public way in: their composite processor is reached through the
 * internal `_activeSpanProcessor._spanProcessors`, which its tracers read at each span.
 *
 * @returns `undefined` for a provider of another kind
 */
export function addSpanProcessor(
  provider: unknown,
  processor: SpanProcessorLike,
): RemoveProcessor | undefined {
  const registered = property(provider, '_registeredSpanProcessors');
  if (hasAddSpanProcessor(provider) && Array.isArray(registered)) {
    provider.addSpanProcessor(processor);
    return () => {
      const index = registered.indexOf(processor);
      if (index >= 0) registered.splice(index, 1);
    };
  }
  const composite = property(provider, '_activeSpanProcessor');
  if (!hasSpanProcessors(composite)) return undefined;
  // A new list, because the one in place may be the array that the program passed in.
  composite._spanProcessors = [...composite._spanProcessors, processor];
  return () => {
    composite._spanProcessors = composite._spanProcessors.filter((other) => other !== processor);
  };
}

/** The processors that a provider of the OpenTelemetry SDK has now. */
export function spanProcessorsOf(provider: unknown): readonly unknown[] {
  const registered = property(provider, '_registeredSpanProcessors');
  if (Array.isArray(registered)) return registered;
  const composite = property(provider, '_activeSpanProcessor');
  return hasSpanProcessors(composite) ? composite._spanProcessors : [];
}

function property(target: unknown, name: string): unknown {
  return typeof target === 'object' && target !== null ? Reflect.get(target, name) : undefined;
}

function hasSpanProcessors(value: unknown): value is { _spanProcessors: readonly unknown[] } {
  return Array.isArray(property(value, '_spanProcessors'));
}

function hasAddSpanProcessor(
  value: unknown,
): value is { addSpanProcessor(processor: SpanProcessorLike): void } {
  return typeof property(value, 'addSpanProcessor') === 'function';
}
