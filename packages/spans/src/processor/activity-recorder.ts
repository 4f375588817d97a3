import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span, SpanOptions } from '@opentelemetry/api';
import type { SpanData } from '../data/span-data';
import { describeError } from '../otel/describe-error';
import { neverThrow } from '../otel/never-throw';
import type { SpanRecorder } from '../scope/span-recorder';
import type { SpanLedger } from './span-ledger';

/** What a recorder needs of the processor that made it. */
export interface ActivityRecorderHost {
  /** The processor. */
  readonly owner: object;
  startSpan(ledger: SpanLedger, name: string, options?: SpanOptions, parentContext?: Context): Span;
  contextWith(span: Span): Context;
  close(ledger: SpanLedger, rootSpanId: string | undefined): SpanData[];
}

/** Keeps the spans of one scope, the span `activity.<type>` among them. */
export class ActivityRecorder implements SpanRecorder {
  readonly ledger: SpanLedger;
  readonly #host: ActivityRecorderHost;
  #activitySpan: Span | undefined;
  #activityEnded = false;

  constructor(ledger: SpanLedger, host: ActivityRecorderHost) {
    this.ledger = ledger;
    this.#host = host;
  }

  get owner(): object {
    return this.#host.owner;
  }

  get droppedSpans(): number {
    return this.ledger.droppedSpans;
  }

  startSpan(name: string, options?: SpanOptions, parentContext?: Context): Span {
    return this.#host.startSpan(this.ledger, name, options, parentContext ?? this.#parentContext());
  }

  contextWith(span: Span): Context {
    return this.#host.contextWith(span);
  }

  /** The active context, with the activity's span where no span is active. */
  #parentContext(): Context {
    const active = context.active();
    return this.#activitySpan === undefined || trace.getSpan(active) !== undefined
      ? active
      : trace.setSpan(active, this.#activitySpan);
  }

  /** Starts `activity.<type>` as a child of the active span; `undefined` where it was started before. */
  startActivitySpan(): Span | undefined {
    if (this.#activitySpan !== undefined || !this.ledger.isOpen) return undefined;
    const { workflowId, runId, activityId, activityType, attempt } = this.ledger.identity;
    this.#activitySpan = this.startSpan(`activity.${activityType}`, {
      attributes: {
        'temporal.workflow_id': workflowId,
        'temporal.run_id': runId,
        'temporal.activity_id': activityId,
        'temporal.activity_type': activityType,
        'temporal.attempt': attempt,
      },
    });
    return this.#activitySpan;
  }

  endActivitySpan(outcome: { readonly error?: unknown } = {}): void {
    const span = this.#activitySpan;
    if (span === undefined || this.#activityEnded) return;
    this.#activityEnded = true;
    neverThrow('recording the activity span', () => {
      if ('error' in outcome) {
        const described = describeError(outcome.error);
        span.recordException(described);
        span.setStatus({ code: SpanStatusCode.ERROR, message: described.message });
      }
    });
    neverThrow('ending the activity span', () => {
      span.end();
    });
  }

  finish(): SpanData[] {
    this.endActivitySpan();
    return this.#host.close(this.ledger, this.#activitySpan?.spanContext().spanId);
  }
}
