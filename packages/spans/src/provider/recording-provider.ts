import { context, isSpanContextValid, trace, TraceFlags } from '@opentelemetry/api';
import type { Context, Span, SpanContext, SpanOptions, Tracer, TracerProvider } from '@opentelemetry/api';
import { unsuppressTracing } from '@opentelemetry/core';
import { NodeTracerProvider, RandomIdGenerator, SamplingDecision } from '@opentelemetry/sdk-trace-node';
import type { SpanProcessorLike } from '../otel/span-like';

/**
 * A tracer provider of our own that is registered nowhere. It records every span, whatever the environment's sampler
 * says, but passes the sampled flag of the parent on, so it never makes the program's own provider sample more.
 */
export class RecordingProvider implements TracerProvider {
  readonly #provider: NodeTracerProvider;
  #twinOf: SpanContext | undefined;

  constructor(processor: SpanProcessorLike) {
    const ids = new RandomIdGenerator();
    this.#provider = new NodeTracerProvider({
      idGenerator: {
        generateSpanId: () => this.#twinOf?.spanId ?? ids.generateSpanId(),
        generateTraceId: () => this.#twinOf?.traceId ?? ids.generateTraceId(),
      },
      sampler: {
        shouldSample: (parentContext) => ({
          decision: decide(this.#twinOf ?? trace.getSpanContext(parentContext)),
        }),
        toString: () => 'RecordAlways',
      },
      // Given here, so that the OTEL_ limits of the environment cannot empty the record.
      spanLimits: {
        attributeCountLimit: 256,
        attributeValueLengthLimit: Infinity,
        eventCountLimit: 128,
        attributePerEventCountLimit: 128,
      },
      spanProcessors: [processor],
    });
  }

  getTracer(name: string, version?: string, options?: { schemaUrl?: string }): Tracer {
    return this.#provider.getTracer(name, version, options);
  }

  /** Starts a span; also where the program suppresses tracing. */
  startSpan(name: string, options: SpanOptions | undefined, parentContext: Context = context.active()): Span {
    return this.getTracer('openbox').startSpan(name, options, unsuppressTracing(parentContext));
  }

  /** Starts a span with the ids and flags of another one, which the program's own provider did not record. */
  startTwin(of: SpanContext, name: string, options: SpanOptions | undefined, parentContext: Context): Span {
    this.#twinOf = of;
    try {
      return this.startSpan(name, options, parentContext);
    } finally {
      this.#twinOf = undefined;
    }
  }
}

function decide(decidedBy: SpanContext | undefined): SamplingDecision {
  const sampled =
    decidedBy === undefined ||
    !isSpanContextValid(decidedBy) ||
    (decidedBy.traceFlags & TraceFlags.SAMPLED) !== 0;
  return sampled ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.RECORD;
}
