import { diag } from '@opentelemetry/api';
import { neverThrow } from '../otel/never-throw';
import type { WorkflowSpanProcessor } from '../processor/workflow-span-processor';
import { currentProvider, type CurrentProvider } from './current-provider';
import { ensureContextManager } from './ensure-context-manager';
import { ProcessorTap } from './processor-tap';
import { addSpanProcessor, spanProcessorsOf } from './sdk-tracer-provider';
import { isSharedProvider, SharedProvider } from './shared-provider';
import { startsNoSpans } from './starts-no-spans';

/**
 * Makes the spans that a program starts through the global OpenTelemetry API (`trace.getTracer(…)`) reach a processor.
 *
 * - The program has registered a provider of the OpenTelemetry SDK: the processor is added to it; what the program's
 *   own processors and exporters get stays the same.
 * - It has registered none: one of ours stands in, without propagators, until the program registers its own, which is
 *   then followed from the next activity on.
 * - It has registered one of another kind: a warning through `diag`, once, says what to do.
 *
 * @returns takes everything back; several attachments may be taken back in any order
 */
export function attachToTracerProvider(processor: WorkflowSpanProcessor): () => void {
  const attachment = new Attachment(processor);
  const stopFollowing = processor.followGlobalProvider(() => {
    neverThrow('attaching to the tracer provider', () => {
      attachment.follow();
    });
  });
  return () => {
    stopFollowing();
    neverThrow('detaching from the tracer provider', () => {
      attachment.release();
    });
  };
}

class Attachment {
  readonly #processor: WorkflowSpanProcessor;
  readonly #refused = new WeakSet();
  #provider: unknown;
  #undo: (() => void) | undefined;

  constructor(processor: WorkflowSpanProcessor) {
    this.#processor = processor;
  }

  /** Attaches to the provider of this moment, unless that is the one it is attached to. */
  follow(): void {
    const current = currentProvider();
    if (current.provider === this.#provider) return;
    ensureContextManager();
    this.release();
    this.#undo = this.#attach(current);
    this.#provider = currentProvider().provider;
  }

  release(): void {
    const undo = this.#undo;
    this.#undo = undefined;
    this.#provider = undefined;
    undo?.();
  }

  #attach({ provider, proxy }: CurrentProvider): (() => void) | undefined {
    if (isSharedProvider(provider)) return provider.add(this.#processor);
    const processors = spanProcessorsOf(provider);
    if (processors.includes(this.#processor)) return undefined;
    const remove = addSpanProcessor(provider, new ProcessorTap(this.#processor, processors));
    if (remove !== undefined) return remove;
    if (proxy !== undefined && startsNoSpans(provider)) return new SharedProvider(proxy).add(this.#processor);
    this.#warn(provider);
    return undefined;
  }

  #warn(provider: unknown): void {
    if (typeof provider !== 'object' || provider === null || this.#refused.has(provider)) return;
    this.#refused.add(provider);
    diag.warn(
      `openbox: the registered tracer provider (${provider.constructor.name}) takes no further span processor, so spans ` +
        'that this program starts itself are not governed. Give the WorkflowSpanProcessor to that provider when you make it.',
    );
  }
}
