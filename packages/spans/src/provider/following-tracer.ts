import type { Context, Span, SpanOptions, Tracer } from '@opentelemetry/api';

/**
 * A tracer that looks up the tracer to use at each span, so that one which a program keeps goes on working when the
 * provider behind the global API changes.
 */
export class FollowingTracer implements Tracer {
  readonly #resolve: () => Tracer;

  constructor(resolve: () => Tracer) {
    this.#resolve = resolve;
  }

  startSpan(name: string, options?: SpanOptions, parentContext?: Context): Span {
    return this.#resolve().startSpan(name, options, parentContext);
  }

  startActiveSpan<F extends (span: Span) => ReturnType<F>>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => ReturnType<F>>(
    name: string,
    options: SpanOptions,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan<F extends (span: Span) => ReturnType<F>>(
    name: string,
    options: SpanOptions,
    parentContext: Context,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan(...args: readonly unknown[]): unknown {
    const tracer = this.#resolve();
    const start: unknown = Reflect.get(tracer, 'startActiveSpan');
    if (typeof start !== 'function') throw new TypeError('The tracer has no startActiveSpan.');
    const result: unknown = Reflect.apply(start, tracer, args);
    return result;
  }
}
