import { context, trace, type Context, type Span } from '@opentelemetry/api';
import { ActivityScope, describeError, neverThrow } from '@openbox/spans';
import { SpanStatusCode } from '@opentelemetry/api';
import { runRecorded } from './run-recorded';
import { serializeValue } from './serialize-value';
import { TracedSpan } from './traced-span';

/** Attributes of a new span. Each value is written as text: a string as it is, everything else as JSON. */
export type SpanAttributes = Readonly<Record<string, unknown>>;

const MAX_ATTRIBUTE_CHARS = 2_000;

/**
 * Records a step as a span of the current activity. It asks for no verdict: trace a function for that.
 *
 * With a function the span is the active one while the function runs, ends when what it returns has settled, and records
 * its error. Without one the span is given back for `using`, or for a call of `end()`; it is not made the active one.
 *
 * @example
 * ```ts
 * const order = await createSpan('validate', { size: 3 }, async (span) => {
 *   span.setAttribute('validation.passed', true);
 *   return parse(input);
 * });
 *
 * using step = createSpan('transform');
 * ```
 */
export function createSpan<T>(name: string, fn: (span: Span) => T): T;
export function createSpan<T>(name: string, attributes: SpanAttributes, fn: (span: Span) => T): T;
export function createSpan(name: string, attributes?: SpanAttributes): TracedSpan;
export function createSpan(
  name: string,
  second: SpanAttributes | ((span: Span) => unknown) = {},
  third?: (span: Span) => unknown,
): unknown {
  const [attributes, fn] = typeof second === 'function' ? [{}, second] : [second, third];
  const scope = ActivityScope.current();
  const options = { attributes: serializeAttributes(attributes) };
  const span = scope?.startSpan(name, options) ?? trace.getTracer('openbox.traced').startSpan(name, options);
  if (fn === undefined) return new TracedSpan(span);
  const inside: Context = scope?.contextWith(span) ?? trace.setSpan(context.active(), span);
  return runRecorded({ context: inside, end: (outcome) => endSpan(span, outcome) }, () => fn(span));
}

function serializeAttributes(attributes: SpanAttributes): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, serializeValue(value, MAX_ATTRIBUTE_CHARS)]),
  );
}

function endSpan(span: Span, outcome: { readonly error?: unknown }): void {
  neverThrow('ending a span', () => {
    if ('error' in outcome) {
      const { name, message } = describeError(outcome.error);
      span.setAttributes({ error: true, 'error.type': name, 'error.message': message });
      span.setStatus({ code: SpanStatusCode.ERROR, message });
    }
    span.end();
  });
}
