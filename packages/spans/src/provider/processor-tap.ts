import type { Context } from '@opentelemetry/api';
import type { ReadableSpanLike, SpanProcessorLike } from '../otel/span-like';

/** The part of `WorkflowSpanProcessor` that a tap feeds. */
export interface TappedProcessor {
  readonly forwardTo: SpanProcessorLike | undefined;
  observeStart(span: ReadableSpanLike, parentContext: Context, forward: boolean): void;
  observeEnd(span: ReadableSpanLike, forward: boolean): void;
}

/**
 * What is added to a program's own provider in a processor's place: shutting that provider down must not end the
 * processor, and a delegate that is in the provider already must not get its spans twice.
 */
export class ProcessorTap implements SpanProcessorLike {
  readonly processor: TappedProcessor;
  readonly #forward: boolean;

  /** @param beside - the processors that the provider has already */
  constructor(processor: TappedProcessor, beside: readonly unknown[]) {
    this.processor = processor;
    this.#forward = processor.forwardTo === undefined || !beside.includes(processor.forwardTo);
  }

  onStart(span: ReadableSpanLike, parentContext: Context): void {
    this.processor.observeStart(span, parentContext, this.#forward);
  }

  onEnd(span: ReadableSpanLike): void {
    this.processor.observeEnd(span, this.#forward);
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}
