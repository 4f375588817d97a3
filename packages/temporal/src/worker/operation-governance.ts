import { GovernanceRefusedError } from '@openbox/core-client/contract';
import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import type {
  ActivityScope,
  CompletedOperation,
  Operation,
  OperationGate,
  SpanData,
  UngovernedOperation,
} from '@openbox/spans';
import { once } from 'node:events';
import type { AskedApproval } from '../common/approval-mark';
import { enforcementOf } from './enforcement';
import type { Enforcement } from './enforcement';
import { toHookSpan } from './hook-span';
import { operationDigest } from './operation-digest';
import { unapprovable } from './unapprovable';
import type { ApprovalPolicy } from './unapprovable';

/** What an {@link OperationGovernance} needs of the attempt that it belongs to. */
export interface OperationGovernanceOptions {
  readonly evaluate: (event: GovernanceEvent) => Promise<GovernanceVerdict>;
  /** The same for operations that cannot wait; without it they are refused. */
  readonly evaluateSync?: ((event: GovernanceEvent) => GovernanceVerdict) | undefined;
  /** The envelope of the attempt's events; hook events are `ActivityStarted` in both stages. */
  readonly envelope: GovernanceEvent;
  readonly onConstrain: (verdict: GovernanceVerdict, event: GovernanceEvent) => void;
  /** Digests of the actions that a human approved in this activity. */
  readonly approvedDigests: readonly string[];
  readonly approvals: ApprovalPolicy;
  readonly observe: boolean;
  /** Told what would have been refused because nobody can be asked about it, where nothing is enforced. */
  readonly onUngoverned?: (message: string) => void;
}

/** Reports that wait to be sent; more than these are dropped, oldest kept, so that no program can pile them up. */
const MAX_UNSENT_REPORTS = 1_000;

/** Reports get this long in any case. */
const MIN_REPORTING_MS = 1_000;
/** Longest that a timer of Node.js can take. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** Id of every operation of a scope that keeps no spans: it tells none from another. */
const NO_SPAN = /^0*$/;

/**
 * Asks Core before each operation of one attempt, and tells it afterwards.
 *
 * Nobody waits for a report: reports go out one after another behind the program's back. Their verdicts are in when
 * {@link finish} resolves; a stop among them marks the scope at once.
 */
export class OperationGovernance implements OperationGate {
  readonly #options: OperationGovernanceOptions;
  #unsent = 0;
  #dropped = 0;
  #isOver = false;
  #held: GovernanceVerdict | undefined;
  #reports: Promise<void> = Promise.resolve();
  /** Questions that are not answered yet. */
  readonly #questions = new Set<Promise<void>>();
  readonly #asked = new Map<string, AskedApproval>();
  /** Digests of what was asked for, by span. */
  readonly #digests = new Map<string, string>();
  #scope: ActivityScope | undefined;

  /** Blocks the thread until the verdict is there. Absent where nobody can answer at once. */
  readonly beforeSync?: (operation: Operation) => void;

  constructor(options: OperationGovernanceOptions) {
    this.#options = options;
    const { evaluateSync, observe } = options;
    if (observe) this.beforeSync = (operation) => this.#tell(operation);
    else if (evaluateSync !== undefined) {
      this.beforeSync = (operation) => {
        const event = this.#event(operation);
        this.#enforce(evaluateSync(event), event, operation);
      };
    }
  }

  /** The scope that a stop verdict on a report marks. */
  attach(scope: ActivityScope): void {
    this.#scope = scope;
  }

  /** How many reports were dropped because Core could not keep up. */
  get droppedReports(): number {
    return this.#dropped;
  }

  /** The verdict on a finished operation that the activity's result has to be approved for, if there is one. */
  get held(): GovernanceVerdict | undefined {
    return this.#held;
  }

  /** The operations that wait for a human, in the order in which they were asked for. */
  get asked(): readonly AskedApproval[] {
    return [...this.#asked.values()];
  }

  /** @throws GovernanceRefusedError when the verdict refuses the operation. */
  before(operation: Operation): Promise<void> {
    const question = this.#ask(operation);
    this.#questions.add(question);
    const forget = (): void => void this.#questions.delete(question);
    question.then(forget, forget);
    return question;
  }

  /** @throws GovernanceRefusedError: Core knows no such thing, so there is no verdict to ask for. */
  beforeUngoverned({ name, target }: UngovernedOperation): void {
    const what = target === undefined ? name : `${name} (${target})`;
    if (this.#options.observe) {
      this.#options.onUngoverned?.(
        `${what} cannot be governed, and would be refused where verdicts are enforced`,
      );
      return;
    }
    throw new GovernanceRefusedError({
      verdict: 'block',
      reason: `${what} cannot be governed, and refuseUngoverned is on: call it in a traced function, within withoutScope of @openbox/spans`,
    });
  }

  after(operation: CompletedOperation): void {
    this.#tell(operation);
  }

  async #ask(operation: Operation): Promise<void> {
    const event = this.#event(operation);
    this.#enforce(await this.#options.evaluate(event), event, operation);
  }

  /** Asks for a verdict that nobody waits for. */
  #tell(operation: Operation): void {
    if (this.#isOver || this.#unsent >= MAX_UNSENT_REPORTS) {
      this.#dropped += 1;
      return;
    }
    this.#unsent += 1;
    const event = this.#event(operation);
    this.#reports = this.#reports.then(() => this.#report(event, operation));
  }

  /**
   * End the attempt: wait for the verdicts on operations that the program does not wait for, end what it left open, and
   * wait for the verdicts on all reports. Never rejects.
   *
   * @param limitMs - how long reports are waited for; what has not gone out by then is dropped and counted.
   * @returns the spans of the attempt.
   */
  async finish(limitMs = MAX_TIMER_MS): Promise<SpanData[]> {
    while (this.#questions.size > 0) await Promise.allSettled(this.#questions);
    const spans = this.#scope?.finish() ?? [];
    const givenUp = new AbortController();
    const timer = setTimeout(
      () => givenUp.abort(),
      Math.min(Math.max(limitMs, MIN_REPORTING_MS), MAX_TIMER_MS),
    );
    const late = once(givenUp.signal, 'abort');
    while (this.#unsent > 0 && !givenUp.signal.aborted) await Promise.race([this.#reports, late]);
    clearTimeout(timer);
    this.#dropped += this.#unsent;
    this.#isOver = true;
    return spans;
  }

  async #report(event: GovernanceEvent, operation: Operation): Promise<void> {
    if (this.#isOver) return;
    try {
      const refusing = this.#refusing(await this.#options.evaluate(event), event, operation);
      if (refusing === undefined) return;
      // What is done is not done again for its approval: the result of the activity waits instead.
      if (kindOf(refusing) === 'approval') this.#held ??= refusing;
      else this.#scope?.stopWith(refusing);
    } catch {
      // Nothing of ours rejects here, and no report may end the program.
    } finally {
      this.#unsent -= 1;
    }
  }

  #enforce(verdict: GovernanceVerdict, event: GovernanceEvent, operation: Operation): void {
    const refusing = this.#refusing(verdict, event, operation);
    if (refusing !== undefined) throw new GovernanceRefusedError(refusing);
  }

  /** The verdict that refuses, or `undefined` where the operation may run. */
  #refusing(
    verdict: GovernanceVerdict,
    event: GovernanceEvent,
    operation: Operation,
  ): GovernanceVerdict | undefined {
    const kind = this.#options.observe ? 'allow' : kindOf(verdict);
    if (kind === 'constrain') this.#options.onConstrain(verdict, event);
    if (kind === 'halt' || kind === 'refuse') return verdict;
    const { approvals } = this.#options;
    if (kind !== 'approval' || approvals === 'skip') return undefined;
    if (approvals !== 'wait') return unapprovable(verdict, approvals.blockedBecause);
    const digest = this.#digest(operation);
    if (this.#options.approvedDigests.includes(digest)) return undefined;
    if ('endTimeNs' in operation) return verdict;
    const { approvalId } = verdict;
    // Each approval that Core asks for is one that a human can reject, also of two operations that are the same.
    const key = `${digest} ${approvalId ?? ''}`;
    if (!this.#asked.has(key))
      this.#asked.set(key, { digest, ...(approvalId !== undefined && { approvalId }) });
    return verdict;
  }

  #event(operation: Operation): GovernanceEvent {
    const { envelope } = this.#options;
    const metadata = { ...envelope.metadata, action_digest: this.#digest(operation) };
    return { ...envelope, hook_trigger: true, span_count: 1, spans: [toHookSpan(operation)], metadata };
  }

  /** Of the action as it was asked for, also once more is known of it. */
  #digest(operation: Operation): string {
    const isReport = 'endTimeNs' in operation;
    const digest = (isReport ? this.#digests.get(operation.spanId) : undefined) ?? operationDigest(operation);
    if (!isReport && !NO_SPAN.test(operation.spanId)) this.#digests.set(operation.spanId, digest);
    return digest;
  }
}

function kindOf(verdict: GovernanceVerdict): Enforcement['kind'] {
  return enforcementOf(verdict, { errorTypes: 'v1.0', side: 'input', level: 'activity' }).kind;
}
