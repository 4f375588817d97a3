import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
} from '@opentelemetry/api';
import { addSpecificationNames } from '../data/attribute-aliases';
import { copyAttributes } from '../data/copy-attributes';
import { KIND_NAMES } from '../data/kind-names';
import { durationNs, toNanoseconds } from '../data/to-nanoseconds';
import { describeError } from '../otel/describe-error';
import { neverThrow } from '../otel/never-throw';
import { isReadableSpan } from '../otel/span-like';
import type { ActivityScope } from '../scope/activity-scope';
import { isPromiseLike } from '../scope/is-promise-like';
import { destinationOf } from './destination';
import type { Operation, OperationFamily } from './operation';

/** What is about to happen, and the span that records it. */
export interface OperationDescription {
  readonly operation: OperationFamily;
  /** Name of the span. */
  readonly name: string;
  /** @defaultValue `SpanKind.INTERNAL` */
  readonly kind?: SpanKind;
  /** Attributes of the span. */
  readonly attributes?: Attributes;
  /** @defaultValue the active context */
  readonly parentContext?: Context;
}

/** What became of an operation. */
export interface OperationOutcome {
  /** The operation with the facts that are known now; as it was described where this is left out. */
  readonly operation?: OperationFamily;
  /** Attributes that are known only now. */
  readonly attributes?: Attributes;
  /** What the operation threw, even if that is `undefined`; leave it out after success. */
  readonly error?: unknown;
  /** Says that it failed although nothing was thrown, such as `HTTP 404`. */
  readonly failure?: string;
  /**
   * Whether the error is described in `error`, `error.type` and `error.message` and to the gate; otherwise only its type
   * is told.
   *
   * @defaultValue `true`
   */
  readonly captureError?: boolean;
}

/**
 * One operation of an activity from its start to its end: its span, and what the gate is asked and told. Call
 * {@link before} or {@link beforeSync}, do the operation only if that lets it run, and call {@link end} after it.
 */
export class GovernedOperation {
  /** Records the operation. */
  readonly span: Span;
  readonly #scope: ActivityScope;
  readonly #operation: Operation;
  /** How long the operation waited for its verdict. That is no part of its duration. */
  #waitedNs = 0;
  #leaveNetwork: (() => void) | undefined;
  #ended = false;

  constructor(scope: ActivityScope, description: OperationDescription) {
    const { name, kind = SpanKind.INTERNAL, attributes = {}, parentContext = context.active() } = description;
    this.#scope = scope;
    this.span = scope.startSpan(name, { kind, attributes }, description.parentContext);
    const { spanId, traceId } = this.span.spanContext();
    const readable = isReadableSpan(this.span) ? this.span : undefined;
    this.#operation = {
      spanId,
      traceId,
      parentSpanId:
        readable === undefined
          ? (trace.getSpanContext(parentContext)?.spanId ?? null)
          : (readable.parentSpanContext?.spanId ?? (readable.parentSpanId || null)),
      name,
      kind: KIND_NAMES[kind] ?? 'INTERNAL',
      startTimeNs: readable === undefined ? Date.now() * 1e6 : toNanoseconds(readable.startTime),
      attributes: specificationAttributes(attributes),
      ...description.operation,
    };
  }

  /** The active context with this operation's span as the active one. */
  get context(): Context {
    return this.#scope.contextWith(this.span);
  }

  /**
   * Asks whether the operation may run; at once where that is known, otherwise wait for the promise. A refusal ends the
   * operation.
   *
   * @throws {@link GovernanceRefusedError} (or rejects with it) when it may not
   */
  before(): Promise<void> | void {
    const askedAt = performance.now();
    let answer: Promise<void> | void;
    try {
      answer = this.#scope.before(this.#operation);
    } catch (error) {
      this.#refused(error);
      throw error;
    }
    if (!isPromiseLike(answer)) {
      this.#begin();
      return;
    }
    return answer.then(
      () => {
        this.#waitedSince(askedAt);
        this.#begin();
      },
      (error: unknown) => {
        this.#refused(error);
        throw error;
      },
    );
  }

  /**
   * Asks whether the operation may run, for callers that cannot wait. A refusal ends the operation.
   *
   * @throws {@link GovernanceRefusedError} when it may not
   */
  beforeSync(): void {
    const askedAt = performance.now();
    try {
      this.#scope.beforeSync(this.#operation);
      this.#waitedSince(askedAt);
      this.#begin();
    } catch (error) {
      this.#refused(error);
      throw error;
    }
  }

  /** Ends the span and tells the gate. Never throws; a second call does nothing. */
  end(outcome: OperationOutcome = {}): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#leaveNetwork?.();
    const { attributes = {}, captureError = true } = outcome;
    const described = 'error' in outcome ? describeError(outcome.error) : undefined;
    const errorText =
      (captureError ? described?.message || described?.name : described?.name) ?? outcome.failure;
    neverThrow('recording an operation', () => {
      this.span.setAttributes(attributes);
      if (described !== undefined && captureError) {
        this.span.setAttributes({
          error: true,
          'error.type': described.name,
          'error.message': described.message,
        });
      }
      if (errorText !== undefined) this.span.setStatus({ code: SpanStatusCode.ERROR, message: errorText });
    });
    neverThrow('ending the span of an operation', () => {
      this.span.end();
    });
    const readable = isReadableSpan(this.span) ? this.span : undefined;
    const endTimeNs = readable === undefined ? Date.now() * 1e6 : toNanoseconds(readable.endTime);
    const sinceAskedNs =
      readable === undefined ? endTimeNs - this.#operation.startTimeNs : durationNs(readable);
    const waitedNs = Math.min(this.#waitedNs, Math.max(0, sinceAskedNs));
    this.#scope.after({
      ...this.#operation,
      ...outcome.operation,
      attributes: { ...this.#operation.attributes, ...specificationAttributes(attributes) },
      startTimeNs: this.#operation.startTimeNs + waitedNs,
      endTimeNs,
      durationNs: sinceAskedNs - waitedNs,
      ...(errorText === undefined ? {} : { error: errorText }),
    });
  }

  #begin(): void {
    const { type } = this.#operation;
    if (!this.#ended && (type === 'http_request' || type === 'db_query'))
      this.#leaveNetwork = this.#scope.useNetwork(destinationOf(this.#operation));
  }

  #waitedSince(askedAt: number): void {
    this.#waitedNs = Math.round((performance.now() - askedAt) * 1e6);
  }

  /** A refused operation did not run, so the gate is not told of its end. */
  #refused(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    neverThrow('recording a refusal', () => {
      const { name, message } = describeError(error);
      this.span.setAttributes({
        'governance.blocked': true,
        error: true,
        'error.type': name,
        'error.message': message,
      });
      this.span.setStatus({ code: SpanStatusCode.ERROR, message });
      this.span.end();
    });
  }
}

function specificationAttributes(attributes: Attributes): Operation['attributes'] {
  const copy = copyAttributes(attributes);
  addSpecificationNames(copy);
  return copy;
}
