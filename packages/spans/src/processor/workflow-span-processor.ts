import { context, trace } from '@opentelemetry/api';
import type { Context, Span, SpanOptions } from '@opentelemetry/api';
import type { GovernanceVerdict } from '@openbox/core-client/contract';
import { toSpanBody, type BodyRules, type CapturedBody } from '../data/captured-body';
import type { SpanBodyData } from '../data/span-data';
import type { OperationGate } from '../gate/operation-gate';
import { neverThrow } from '../otel/never-throw';
import type { ReadableSpanLike, SpanProcessorLike } from '../otel/span-like';
import { ensureContextManager } from '../provider/ensure-context-manager';
import { ProcessorTap, type TappedProcessor } from '../provider/processor-tap';
import { reachOf, type Reach } from '../provider/reach-of';
import { RecordingProvider } from '../provider/recording-provider';
import { ActivityScope } from '../scope/activity-scope';
import type { ActivityIdentity } from '../scope/activity-identity';
import { ActivityRecorder, type ActivityRecorderHost } from './activity-recorder';
import { observeSettlement } from './observe-settlement';
import { resolveWorkflowSpanProcessorOptions, type WorkflowSpanProcessorOptions } from './options';
import { SpanStore } from './span-store';
import type { WorkflowSpanBuffer, WorkflowSpanBufferDetails } from './workflow-span-buffer';

/** Options of {@link WorkflowSpanProcessor.startActivity}. */
export interface StartActivityOptions {
  /** Asked before each operation of the attempt. @defaultValue `noopGate` */
  readonly gate?: OperationGate | undefined;
}

/**
 * Keeps the spans of each activity attempt apart until the attempt ends, with the bodies and headers that capture found
 * for them, and hands every span on to another processor.
 *
 * It fits a tracer provider of OpenTelemetry SDK 1, 2 or 3 as a span processor; {@link attachToTracerProvider} puts it
 * there. It never throws into the program: failures go to OpenTelemetry's `diag`.
 */
export class WorkflowSpanProcessor implements SpanProcessorLike, TappedProcessor {
  /** The processor that every span is handed on to. */
  readonly forwardTo: SpanProcessorLike | undefined;
  readonly #store: SpanStore;
  readonly #recorders = new WeakMap<ActivityScope, ActivityRecorder>();
  readonly #privateProvider = new RecordingProvider(this);
  readonly #host: ActivityRecorderHost;
  readonly #followers = new Set<() => void>();
  /** @internal How the bodies and headers that {@link storeBody} takes are bounded and masked. */
  readonly bodyRules: BodyRules;
  #reach: Reach = 'none';

  /**
   * @throws {@link OpenBoxConfigError} for an `ignoredUrls` entry that is not an absolute http or https URL, or a limit
   * that is not a whole number of its range
   */
  constructor(options?: WorkflowSpanProcessorOptions) {
    const resolved = resolveWorkflowSpanProcessorOptions(options);
    this.forwardTo = resolved.forwardTo;
    this.bodyRules = resolved;
    this.#store = new SpanStore(resolved, () => {
      const scope = ActivityScope.current();
      return scope === undefined ? undefined : this.#recorders.get(scope)?.ledger;
    });
    this.#host = {
      owner: this,
      startSpan: (ledger, name, spanOptions, parentContext) =>
        this.#store.startingFor(ledger, () => this.#startSpan(name, spanOptions, parentContext)),
      // A provider that does not know this processor would export children of a span that its backend never gets.
      contextWith: (span) =>
        this.#reach === 'unseen' ? context.active() : trace.setSpan(context.active(), span),
      close: (ledger, rootSpanId) => this.#store.closeLedger(ledger, rootSpanId),
    };
  }

  /**
   * Opens the scope of one activity attempt. Its spans are kept by this processor alone, until
   * {@link ActivityScope.finish} gives them out; call that in any case, also when the activity fails.
   */
  startActivity(identity: ActivityIdentity, options: StartActivityOptions = {}): ActivityScope {
    for (const follow of this.#followers) follow();
    this.#updateReach();
    const recorder = new ActivityRecorder(this.#store.openLedger(identity), this.#host);
    const scope = new ActivityScope({ identity, recorder, ...(options.gate && { gate: options.gate }) });
    this.#recorders.set(scope, recorder);
    return scope;
  }

  /**
   * Runs an activity's body in its scope and inside the span `activity.<type>`, which records an error of the body.
   * What `fn` returns or throws comes through untouched: the same promise, the same error.
   */
  runActivity<T>(scope: ActivityScope, fn: () => T): T {
    const recorder = this.#recorders.get(scope);
    const span = neverThrow('starting the activity span', () => {
      ensureContextManager();
      return recorder?.startActivitySpan();
    });
    if (recorder === undefined || span === undefined) return scope.run(fn);
    let result: T;
    try {
      result = scope.run(() => context.with(scope.contextWith(span), fn));
    } catch (error) {
      recorder.endActivitySpan({ error });
      throw error;
    }
    observeSettlement(result, (outcome) => {
      recorder.endActivitySpan(outcome);
    });
    return result;
  }

  /** Called by the tracer provider. */
  onStart(span: ReadableSpanLike, parentContext: Context): void {
    this.observeStart(span, parentContext, true);
  }

  /** Called by the tracer provider. */
  onEnding(span: ReadableSpanLike): void {
    neverThrow('forwardTo.onEnding', () => this.forwardTo?.onEnding?.(span));
  }

  /** Called by the tracer provider. */
  onEnd(span: ReadableSpanLike): void {
    this.observeEnd(span, true);
  }

  /** Flushes the processor that spans are handed on to. Resolves `true` where there is none. */
  async forceFlush(): Promise<void> {
    if (this.forwardTo !== undefined) {
      await this.forwardTo.forceFlush();
      return;
    }
    // The specification's processor answers whether it flushed; OpenTelemetry's interface has no place for that.
    const flushed: Promise<unknown> = Promise.resolve(true);
    return flushed as Promise<void>;
  }

  /** Shuts down the processor that spans are handed on to. Open scopes keep their spans until they finish. */
  async shutdown(): Promise<void> {
    await this.forwardTo?.shutdown();
  }

  /**
   * Keeps the spans of a workflow that belong to no open scope: those that carry `temporal.workflow_id` or are of a
   * registered trace. A buffer that the workflow had before is replaced.
   */
  registerWorkflow(workflowId: string, details: WorkflowSpanBufferDetails = {}): WorkflowSpanBuffer {
    return this.#store.registerWorkflow(workflowId, details);
  }

  /** The buffer of a registered workflow. */
  getBuffer(workflowId: string): WorkflowSpanBuffer | undefined {
    return this.#store.getBuffer(workflowId);
  }

  /**
   * Forgets a workflow's buffer, traces and verdicts. With a run id only what belongs to that run, so that a new run of
   * the same workflow keeps its own.
   */
  unregisterWorkflow(workflowId: string, runId?: string): void {
    this.#store.unregisterWorkflow(workflowId, runId);
  }

  /** Says which workflow, and which activity of it, the spans of a trace belong to. A span's own attribute outranks it. */
  registerTrace(traceId: string, workflowId: string, activityId?: string): void {
    this.#store.registerTrace(traceId, workflowId, activityId);
  }

  /** Adds bodies and headers to a span, before or after its end; fields that are not given keep what they had. */
  storeBody(spanId: string, body: CapturedBody): void {
    neverThrow('storing a body', () => {
      this.#store.storeBody(spanId, toSpanBody(body, this.bodyRules));
    });
  }

  /** @internal As {@link storeBody}, for what is bounded and masked already. */
  storeBodyData(spanId: string, body: SpanBodyData): void {
    neverThrow('storing a body', () => {
      this.#store.storeBody(spanId, body);
    });
  }

  /** @internal Whether requests to a URL are not kept. */
  isIgnoredUrl(url: string): boolean {
    return this.#store.isIgnoredUrl(url);
  }

  /** What was stored for a span that has not ended. */
  getPendingBody(spanId: string): SpanBodyData | undefined {
    return this.#store.pendingBody(spanId);
  }

  /**
   * Keeps no span that `matches` picks: for an instrumentation that records the same operation itself. Such spans still
   * reach {@link forwardTo} and the program's own exporters; their children become children of their parent.
   *
   * @returns ends it
   */
  excludeSpans(matches: (span: ReadableSpanLike) => boolean): () => void {
    return this.#store.exclude(matches);
  }

  /** Keeps a verdict for a workflow, and for one run of it where a run id is given. */
  setVerdict(workflowId: string, verdict: GovernanceVerdict, runId?: string): void {
    this.#store.setVerdict(workflowId, verdict, runId);
  }

  /** The verdict kept for a workflow. With a run id, one that was set for another run does not count. */
  getVerdict(workflowId: string, runId?: string): GovernanceVerdict | undefined {
    return this.#store.verdicts.get(workflowId, runId);
  }

  /** Forgets the verdict of a workflow. */
  clearVerdict(workflowId: string): void {
    this.#store.verdicts.clear(workflowId);
  }

  /** @internal Has `follow` called now and before each activity, to keep up with the global tracer provider. */
  followGlobalProvider(follow: () => void): () => void {
    this.#followers.add(follow);
    follow();
    this.#updateReach();
    return () => {
      this.#followers.delete(follow);
    };
  }

  /** @internal */
  observeStart(span: ReadableSpanLike, parentContext: Context, forward: boolean): void {
    neverThrow('taking a span in', () => {
      this.#store.begin(span, parentContext);
    });
    if (forward) neverThrow('forwardTo.onStart', () => this.forwardTo?.onStart(span, parentContext));
  }

  /** @internal */
  observeEnd(span: ReadableSpanLike, forward: boolean): void {
    neverThrow('keeping a span', () => {
      this.#store.end(span);
    });
    if (forward) neverThrow('forwardTo.onEnd', () => this.forwardTo?.onEnd(span));
  }

  #updateReach(): void {
    this.#reach =
      neverThrow('looking at the tracer provider', () =>
        reachOf((other) => other === this || (other instanceof ProcessorTap && other.processor === this)),
      ) ?? 'unseen';
  }

  /**
   * Through the global provider where this processor is attached to it, so that the program's own exporter has the whole
   * tree. Where its sampler does not record the span, a twin with the same ids is recorded for governance alone.
   */
  #startSpan(name: string, options?: SpanOptions, parentContext: Context = context.active()): Span {
    if (this.#reach !== 'seen') return this.#privateProvider.startSpan(name, options, parentContext);
    const span = trace.getTracer('openbox').startSpan(name, options, parentContext);
    if (span.isRecording()) return span;
    const parentSpanId = trace.getSpanContext(parentContext)?.spanId;
    const own = span.spanContext();
    return trace.isSpanContextValid(own) && own.spanId !== parentSpanId
      ? this.#privateProvider.startTwin(own, name, options, parentContext)
      : this.#privateProvider.startSpan(name, options, parentContext);
  }
}
