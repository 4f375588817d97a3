import { trace, type Context } from '@opentelemetry/api';
import type { GovernanceVerdict } from '@openbox/core-client/contract';
import type { SpanBodyData, SpanData } from '../data/span-data';
import { toSpanData } from '../data/to-span-data';
import type { ReadableSpanLike } from '../otel/span-like';
import type { ActivityIdentity } from '../scope/activity-identity';
import { ignoredUrlMatcher, type UrlMatcher } from './ignored-urls';
import { LooseBodies } from './loose-bodies';
import { OpenLedgers } from './open-ledgers';
import type { ResolvedWorkflowSpanProcessorOptions } from './options';
import { SpanLedger } from './span-ledger';
import { TraceRegistry, type TraceOwner } from './trace-registry';
import { VerdictStore } from './verdict-store';
import { WorkflowSpanBuffer, type WorkflowSpanBufferDetails } from './workflow-span-buffer';

/** Picks spans by what they are. */
export type SpanMatcher = (span: ReadableSpanLike) => boolean;

/**
 * Where each span goes: to the attempt that it was started in, or to the one that its attributes name, or to the buffer
 * of a registered workflow, or nowhere.
 */
export class SpanStore {
  readonly verdicts = new VerdictStore();
  /** Whether requests to a URL are not kept. */
  readonly isIgnoredUrl: UrlMatcher;
  readonly #maxSpans: number;
  readonly #currentLedger: () => SpanLedger | undefined;
  readonly #ledgerBySpan = new Map<string, SpanLedger>();
  readonly #openLedgers = new OpenLedgers();
  readonly #buffers = new Map<string, WorkflowSpanBuffer>();
  readonly #traces = new TraceRegistry();
  readonly #looseBodies = new LooseBodies();
  readonly #exclusions = new Set<SpanMatcher>();
  #startingFor: SpanLedger | undefined;

  /** @param currentLedger - the attempt that the calling code runs in, if it is one of this store */
  constructor(options: ResolvedWorkflowSpanProcessorOptions, currentLedger: () => SpanLedger | undefined) {
    this.isIgnoredUrl = ignoredUrlMatcher(options.ignoredUrls);
    this.#maxSpans = options.maxSpansPerActivity;
    this.#currentLedger = currentLedger;
  }

  /** How much is held, for tests of leaks. */
  get held(): Readonly<Record<'spans' | 'ledgers' | 'buffers' | 'traces' | 'bodies' | 'verdicts', number>> {
    return {
      spans: this.#ledgerBySpan.size,
      ledgers: this.#openLedgers.size,
      buffers: this.#buffers.size,
      traces: this.#traces.size,
      bodies: this.#looseBodies.size,
      verdicts: this.verdicts.size,
    };
  }

  openLedger(identity: ActivityIdentity): SpanLedger {
    const ledger = new SpanLedger(identity, this.#maxSpans);
    this.#openLedgers.add(ledger);
    return ledger;
  }

  closeLedger(ledger: SpanLedger, rootSpanId: string | undefined): SpanData[] {
    const { workflowId, activityId } = ledger.identity;
    for (const spanId of ledger.spanIds) this.#ledgerBySpan.delete(spanId);
    this.#openLedgers.delete(ledger);
    this.#traces.forget(workflowId, (owner) => owner.activityId === activityId);
    return ledger.close(rootSpanId);
  }

  /** Runs `start` so that the spans it starts belong to `ledger`, in whatever context it is called. */
  startingFor<T>(ledger: SpanLedger, start: () => T): T {
    const before = this.#startingFor;
    this.#startingFor = ledger;
    try {
      return start();
    } finally {
      this.#startingFor = before;
    }
  }

  begin(span: ReadableSpanLike, parentContext: Context): void {
    const parentSpanId = trace.getSpanContext(parentContext)?.spanId;
    const ledger =
      this.#startingFor ??
      this.#currentLedger() ??
      (parentSpanId === undefined ? undefined : this.#ledgerBySpan.get(parentSpanId));
    if (ledger?.begin(span) === true) this.#ledgerBySpan.set(span.spanContext().spanId, ledger);
  }

  /** Keeps no span that `matches` picks, until the result is called. */
  exclude(matches: SpanMatcher): () => void {
    // A function of its own, so that the same matcher may be given twice.
    const exclusion: SpanMatcher = (span) => matches(span);
    this.#exclusions.add(exclusion);
    return () => {
      this.#exclusions.delete(exclusion);
    };
  }

  end(span: ReadableSpanLike): void {
    // It is not discarded either: its children still find their way to its parent.
    if ([...this.#exclusions].some((matches) => matches(span))) return;
    const { spanId, traceId } = span.spanContext();
    const ledger = this.#ledgerBySpan.get(spanId);
    const named = ownerInAttributes(span);
    if (ledger !== undefined && !this.#isIgnored(span) && (named === undefined || belongs(ledger, named))) {
      ledger.end(span);
      return;
    }
    this.#ledgerBySpan.delete(spanId);
    const body = ledger?.pendingBody(spanId) ?? this.#looseBodies.take(spanId);
    ledger?.discard(spanId);
    const owner = named ?? this.#traces.ownerOf(traceId);
    if (owner === undefined || this.#isIgnored(span)) return;
    this.#keepFor(owner, span, body);
  }

  storeBody(spanId: string, body: SpanBodyData): void {
    if (this.#ledgerBySpan.get(spanId)?.addBody(spanId, body) !== true) this.#looseBodies.add(spanId, body);
  }

  pendingBody(spanId: string): SpanBodyData | undefined {
    return this.#ledgerBySpan.get(spanId)?.pendingBody(spanId) ?? this.#looseBodies.get(spanId);
  }

  registerWorkflow(workflowId: string, details: WorkflowSpanBufferDetails): WorkflowSpanBuffer {
    const buffer = new WorkflowSpanBuffer(workflowId, details, this.#maxSpans);
    this.#buffers.set(workflowId, buffer);
    return buffer;
  }

  getBuffer(workflowId: string): WorkflowSpanBuffer | undefined {
    return this.#buffers.get(workflowId);
  }

  unregisterWorkflow(workflowId: string, runId?: string): void {
    const bufferRunId = this.#buffers.get(workflowId)?.details.runId;
    if (runId === undefined || bufferRunId === undefined || bufferRunId === runId)
      this.#buffers.delete(workflowId);
    this.#traces.forget(
      workflowId,
      (owner) => runId === undefined || owner.runId === undefined || owner.runId === runId,
    );
    this.verdicts.clear(workflowId, runId);
  }

  registerTrace(traceId: string, workflowId: string, activityId?: string): void {
    const runId = this.#buffers.get(workflowId)?.details.runId;
    this.#traces.register(traceId, { workflowId, runId, activityId });
  }

  setVerdict(workflowId: string, verdict: GovernanceVerdict, runId?: string): void {
    this.verdicts.set(workflowId, verdict, runId);
    const buffer = this.#buffers.get(workflowId);
    if (buffer !== undefined) buffer.verdict = verdict;
  }

  #keepFor(owner: TraceOwner, span: ReadableSpanLike, body: SpanBodyData | undefined): void {
    const ledger = this.#openLedgers.find(owner.workflowId, owner.activityId, owner.runId);
    if (ledger?.begin(span) === true) {
      const { spanId } = span.spanContext();
      this.#ledgerBySpan.set(spanId, ledger);
      if (body !== undefined) ledger.addBody(spanId, body);
      ledger.end(span);
      return;
    }
    this.#buffers.get(owner.workflowId)?.add(toSpanData(span, { activityId: owner.activityId, body }));
  }

  #isIgnored({ attributes }: ReadableSpanLike): boolean {
    return [attributes['url.full'], attributes['http.url']].some(
      (url) => typeof url === 'string' && this.isIgnoredUrl(url),
    );
  }
}

function ownerInAttributes({ attributes }: ReadableSpanLike): TraceOwner | undefined {
  const workflowId = attributes['temporal.workflow_id'];
  if (typeof workflowId !== 'string' || workflowId === '') return undefined;
  return {
    workflowId,
    activityId: text(attributes['temporal.activity_id']),
    runId: text(attributes['temporal.run_id']),
  };
}

function belongs({ identity }: SpanLedger, owner: TraceOwner): boolean {
  return (
    identity.workflowId === owner.workflowId &&
    (owner.activityId === undefined || identity.activityId === owner.activityId) &&
    (owner.runId === undefined || identity.runId === owner.runId)
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
