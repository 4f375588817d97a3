import type { Attributes, AttributeValue, Span, SpanContext, SpanStatus } from '@opentelemetry/api';

/** A span that ends when its block does: `using span = createSpan('step')`. */
export class TracedSpan implements Disposable, AsyncDisposable {
  /** The OpenTelemetry span. */
  readonly span: Span;
  #ended = false;

  constructor(span: Span) {
    this.span = span;
  }

  spanContext(): SpanContext {
    return this.span.spanContext();
  }

  setAttribute(key: string, value: AttributeValue): this {
    this.span.setAttribute(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    this.span.setAttributes(attributes);
    return this;
  }

  setStatus(status: SpanStatus): this {
    this.span.setStatus(status);
    return this;
  }

  /** Ends the span; a second call does nothing. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.span.end();
  }

  [Symbol.dispose](): void {
    this.end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.end();
    return Promise.resolve();
  }
}
