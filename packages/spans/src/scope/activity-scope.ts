import { INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api';
import type { Context, Span, SpanOptions } from '@opentelemetry/api';
import { GovernanceRefusedError, type GovernanceVerdict } from '@openbox/core-client/contract';
import type { SpanData } from '../data/span-data';
import { neverThrow } from '../otel/never-throw';
import { noopGate } from '../gate/noop-gate';
import type { CompletedOperation, Operation } from '../gate/operation';
import type { OperationGate } from '../gate/operation-gate';
import type { ActivityIdentity } from './activity-identity';
import type { UngovernedOperation } from '../ungoverned/ungoverned-operation';
import { activityScopeStorage } from './activity-scope-storage';
import { isPromiseLike } from './is-promise-like';
import { noopSpanRecorder, type SpanRecorder } from './span-recorder';
import { stopRank } from './stop-rank';

const BRAND = Symbol.for('openbox.activity-scope.brand');

/** Options of {@link ActivityScope}. */
export interface ActivityScopeOptions {
  readonly identity: ActivityIdentity;
  /** Asked before and told after each operation. @defaultValue {@link noopGate} */
  readonly gate?: OperationGate;
  /** Where the attempt's spans are kept. @defaultValue nothing is kept */
  readonly recorder?: SpanRecorder;
}

/**
 * Identity and state of one attempt of one activity: which attempt this code runs in, whether it has been stopped, and
 * what it has done so far.
 *
 * Usually made by {@link WorkflowSpanProcessor.startActivity}; made directly it has a gate but keeps no spans.
 */
export class ActivityScope {
  readonly identity: ActivityIdentity;
  /** As given. An instrumentation asks {@link before}, {@link beforeSync} and {@link after}, which keep the refusals. */
  readonly gate: OperationGate;
  readonly #recorder: SpanRecorder;
  readonly #finishing = new Set<() => void>();
  #stopVerdict: GovernanceVerdict | undefined;
  #open = true;
  #networkUses = 0;
  readonly #destinations = new Set<string>();

  constructor(options: ActivityScopeOptions) {
    this.identity = options.identity;
    this.gate = options.gate ?? noopGate;
    this.#recorder = options.recorder ?? noopSpanRecorder;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The scope that the calling code runs in; `undefined` outside of activities and within {@link suppressed}. */
  static current(): ActivityScope | undefined {
    const store = activityScopeStorage().getStore();
    return isActivityScope(store) ? store : undefined;
  }

  /** The `WorkflowSpanProcessor` that opened this scope; `undefined` for one that keeps no spans. */
  get owner(): object | undefined {
    return this.#recorder.owner;
  }

  /** `false` once {@link finish} was called. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** Whether somebody is asked before each operation: a gate was given that is not {@link noopGate}. */
  get isGated(): boolean {
    return this.gate !== noopGate;
  }

  /** The first of the highest verdicts that stopped this attempt. */
  get stopVerdict(): GovernanceVerdict | undefined {
    return this.#stopVerdict;
  }

  /** How many spans were not kept because the attempt made more than `maxSpans`. */
  get droppedSpans(): number {
    return this.#recorder.droppedSpans;
  }

  /** Runs `fn`, and everything that it starts, in this scope. What `fn` returns or throws comes through untouched. */
  run<T>(fn: () => T): T {
    return activityScopeStorage().run(this, fn);
  }

  /**
   * Marks the attempt as stopped: every later operation fails at once without asking. A verdict that does not stop
   * (allow, constrain) changes nothing; of several stops the highest is kept, of equal ones the first.
   */
  stopWith(verdict: GovernanceVerdict): void {
    const current = this.#stopVerdict === undefined ? 0 : stopRank(this.#stopVerdict);
    if (stopRank(verdict) > current) this.#stopVerdict = verdict;
  }

  /**
   * Asks whether an operation may run. Returns `undefined` where that is known at once, so the operation can start in
   * the same tick; otherwise wait for the promise.
   *
   * @throws {@link GovernanceRefusedError} (or rejects with it) when the operation or the whole attempt is refused; the
   * refusal is kept in {@link stopVerdict}, also where the caller swallows the error.
   */
  before(operation: Operation): Promise<void> | void {
    this.#refuseIfStopped();
    try {
      const answer = this.gate.before(operation);
      if (!isPromiseLike(answer)) return;
      return Promise.resolve(answer).then(
        () => this.#refuseIfStopped(),
        (error: unknown) => this.#refuse(error),
      );
    } catch (error) {
      this.#refuse(error);
    }
  }

  /**
   * Asks whether an operation may run, for callers that cannot wait.
   *
   * @throws {@link GovernanceRefusedError} as {@link before}, and also where the gate can only answer later.
   */
  beforeSync(operation: Operation): void {
    this.#refuseIfStopped();
    try {
      if (this.gate.beforeSync !== undefined) {
        this.gate.beforeSync(operation);
        return;
      }
      const answer = this.gate.before(operation);
      if (!isPromiseLike(answer)) return;
      // The answer is no longer waited for, but a stop in it still counts.
      Promise.resolve(answer).catch((error: unknown) => {
        if (error instanceof GovernanceRefusedError) this.stopWith(error.governanceVerdict);
      });
    } catch (error) {
      this.#refuse(error);
    }
    this.#refuse(
      new GovernanceRefusedError({
        verdict: 'block',
        reason: `The synchronous operation ${operation.name} cannot wait for its verdict: use its asynchronous form, or a gate with beforeSync.`,
      }),
    );
  }

  /**
   * Asks whether something may happen that is no operation, such as a child process.
   *
   * @throws {@link GovernanceRefusedError} as {@link beforeSync}
   */
  beforeUngoverned(operation: UngovernedOperation): void {
    this.#refuseIfStopped();
    try {
      this.gate.beforeUngoverned?.(operation);
    } catch (error) {
      this.#refuse(error);
    }
  }

  /**
   * Whether a connection belongs to what was asked for: a request or query of this attempt is under way, or there was one
   * to the same destination, to which a client connects again by itself.
   */
  usesNetwork(destination?: string): boolean {
    return this.#networkUses > 0 || (destination !== undefined && this.#destinations.has(destination));
  }

  /** Says that a request or query is under way, which has been asked for. The result says that it is over. */
  useNetwork(destination?: string): () => void {
    if (destination !== undefined) this.#destinations.add(destination);
    this.#networkUses += 1;
    let isOver = false;
    return () => {
      if (!isOver) this.#networkUses -= 1;
      isOver = true;
    };
  }

  /** Tells the gate what an operation did. Never throws. */
  after(operation: CompletedOperation): void {
    neverThrow('after of the operation gate', () => {
      this.gate.after(operation);
    });
  }

  /**
   * Starts a span of this attempt, whatever tracer provider and sampler the program has. It is a child of the active
   * span and is not made the active one. Never throws: where no span can be made, one that records nothing is given.
   *
   * @param parentContext - defaults to the active context
   */
  startSpan(name: string, options?: SpanOptions, parentContext?: Context): Span {
    const span = neverThrow('starting a span', () => this.#recorder.startSpan(name, options, parentContext));
    return span ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  }

  /**
   * The active context, with a span of this attempt as the active one, for `context.with(…)`. Where the program has a
   * tracer provider that does not know of the span the context stays as it is, so that the program's traces stay whole.
   */
  contextWith(span: Span): Context {
    return this.#recorder.contextWith(span);
  }

  /**
   * Has `end` called when the attempt finishes, while its spans are still taken: for an operation whose end may never
   * come, such as an open file. In a finished attempt it is called at once.
   *
   * @returns forgets `end`
   */
  onFinish(end: () => void): () => void {
    if (this.#open) this.#finishing.add(end);
    else neverThrow('ending an operation', end);
    return () => {
      this.#finishing.delete(end);
    };
  }

  /**
   * Closes the attempt and returns its ended spans: `activity.<type>` first, ordered by start time, parents before
   * children. Spans that end later are dropped. A second call returns an empty list.
   */
  finish(): SpanData[] {
    if (!this.#open) return [];
    // The last begun first, so that children end before their parents.
    for (const end of [...this.#finishing].reverse()) neverThrow('ending an operation', end);
    this.#finishing.clear();
    this.#open = false;
    return this.#recorder.finish();
  }

  #refuseIfStopped(): void {
    if (this.#stopVerdict !== undefined) throw new GovernanceRefusedError(this.#stopVerdict);
  }

  #refuse(error: unknown): never {
    if (error instanceof GovernanceRefusedError) this.stopWith(error.governanceVerdict);
    throw error;
  }
}

function isActivityScope(value: unknown): value is ActivityScope {
  return typeof value === 'object' && value !== null && BRAND in value;
}
