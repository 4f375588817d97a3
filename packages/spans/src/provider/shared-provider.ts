import type { Context, Tracer, TracerOptions, TracerProvider } from '@opentelemetry/api';
import type { ReadableSpanLike, SpanProcessorLike } from '../otel/span-like';
import { currentProvider, type ProviderProxy } from './current-provider';
import { FollowingTracer } from './following-tracer';
import { RecordingProvider } from './recording-provider';

const BRAND = Symbol.for('openbox.shared-tracer-provider');

/**
 * Stands behind the global OpenTelemetry API of a program that has registered no tracer provider, so that its spans
 * reach the processors that were added here.
 *
 * It is set as the delegate of the API's proxy and not registered: a provider that the program registers later is
 * accepted and takes over, tracers that were handed out before included. No propagator comes with it, so no trace
 * header leaves the process because of it.
 */
export class SharedProvider implements TracerProvider {
  readonly #proxy: ProviderProxy;
  readonly #processors = new Set<SpanProcessorLike>();
  readonly #recording: RecordingProvider;

  constructor(proxy: ProviderProxy) {
    this.#proxy = proxy;
    this.#recording = new RecordingProvider(fanOut(this.#processors));
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Those that were added. */
  get processors(): readonly SpanProcessorLike[] {
    return [...this.#processors];
  }

  /** Adds a processor; the first one puts the provider in place. The result removes it, the last one restores the API. */
  add(processor: SpanProcessorLike): () => void {
    this.#processors.add(processor);
    if (this.#proxy.getDelegate() !== this) this.#proxy.setDelegate(this);
    return () => {
      this.#processors.delete(processor);
      if (this.#processors.size === 0 && this.#proxy.getDelegate() === this)
        this.#proxy.setDelegate(undefined);
    };
  }

  getTracer(name: string, version?: string, options?: TracerOptions): Tracer {
    return new FollowingTracer(() => this.#tracerNow(name, version, options));
  }

  #tracerNow(name: string, version?: string, options?: TracerOptions): Tracer {
    const { provider } = currentProvider();
    if (provider === this) return this.#recording.getTracer(name, version, options);
    return isTracerProvider(provider)
      ? provider.getTracer(name, version, options)
      : this.#recording.getTracer(name);
  }
}

/** Recognises a {@link SharedProvider}, also one of another copy of this package. */
export function isSharedProvider(provider: unknown): provider is SharedProvider {
  return typeof provider === 'object' && provider !== null && BRAND in provider;
}

function isTracerProvider(value: unknown): value is TracerProvider {
  return (
    typeof value === 'object' &&
    value !== null &&
    'getTracer' in value &&
    typeof value.getTracer === 'function'
  );
}

function fanOut(processors: ReadonlySet<SpanProcessorLike>): SpanProcessorLike {
  return {
    onStart: (span: ReadableSpanLike, parentContext: Context) => {
      for (const processor of processors) processor.onStart(span, parentContext);
    },
    onEnd: (span: ReadableSpanLike) => {
      for (const processor of processors) processor.onEnd(span);
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
  };
}
