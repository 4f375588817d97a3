import { TemporalFailure } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/common';
import { CancellationScope, log, patched, proxyLocalActivities, workflowInfo } from '@temporalio/workflow';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import { GOVERNANCE_PATCH_ID } from '../common/governance-activity';
import type {
  GovernanceActivityInput,
  GovernanceActivityResult,
  Refusal,
  RunSettings,
} from '../common/governance-activity';
import { toFailure } from '../common/governance-failure';
import { isInternalName } from '../common/internal-name';
import { createWorkflowEvents } from '../common/workflow-events';
import type { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type { RunSession } from './run-session';

/**
 * Bound on the governance activity of a run's first event, whose worker's settings are not known yet. A backstop only:
 * the activity itself keeps to `governanceTimeout`.
 */
const FIRST_EVENT_TIMEOUT_MS = 600_000;
/** Time the governance activity gets beyond `governanceTimeout` to apply the API-error policy (the specification's 5 s). */
const TIMEOUT_MARGIN_MS = 5_000;

type GovernanceActivities = Record<
  typeof GOVERNANCE_ACTIVITY,
  (input: GovernanceActivityInput) => Promise<GovernanceActivityResult>
>;

/** The verdict on one event, as the failure of a stop. Never rejects. */
type EventVerdict = Promise<ApplicationFailure | undefined>;

/**
 * What governance knows of one run. Everything in it comes from history, so it is the same on every worker, after
 * eviction and on replay.
 *
 * Events are sent one after another, never awaited by the code that raises them; whatever has an effect outside the
 * run waits in {@link admit} until the verdicts asked for so far are in.
 */
export class RunGovernance {
  readonly #events;
  #governed = false;
  #settings: RunSettings | undefined;
  #pending = 0;
  #tail: Promise<unknown> = Promise.resolve();
  #refusal: ApplicationFailure | undefined;
  #halted = false;
  #terminated = false;
  #startRefused = false;
  /** What each effect that is held back waits for. */
  readonly #held = new Set<Promise<void>>();

  constructor(session: RunSession) {
    const { workflowId, runId, workflowType, taskQueue, parent } = workflowInfo();
    this.#events = createWorkflowEvents({
      workflowId,
      runId,
      workflowType,
      taskQueue,
      sessionId: () => session.id,
      ...(parent !== undefined && { parentWorkflowId: parent.workflowId }),
    });
  }

  /** `false` for a run that began without us, and for one of a skipped type: it then runs exactly as if we were not there. */
  get governed(): boolean {
    return this.#governed;
  }

  /** `true` while the verdict on an event is still to come. */
  get waiting(): boolean {
    return this.#pending > 0;
  }

  /**
   * Ask for the verdict on this run's start, without waiting for it.
   *
   * @returns whether the run is governed, and a promise that rejects as soon as its start is refused.
   */
  start(): { governed: false } | { governed: true; refused: Promise<never> } {
    this.#governed = patched(GOVERNANCE_PATCH_ID);
    if (!this.#governed) return { governed: false };
    const answered = this.#send(() => this.#events.started());
    const refused = new Promise<never>((_resolve, reject) => {
      void answered.then(() => {
        if (this.#refusal === undefined) return;
        this.#startRefused = true;
        reject(this.#refusal);
      });
    });
    // Nobody may be listening any more when it rejects.
    refused.catch(() => undefined);
    return { governed: true, refused };
  }

  /** Report a signal. Its arguments are copied now, before the handler may change them. */
  signalReceived(name: string, args: readonly unknown[]): void {
    void this.#received(name, () => this.#events.signalReceived(name, args));
  }

  /**
   * Report an accepted update, as the signal that it is to Core.
   *
   * @returns its verdict, as the failure of a stop; `undefined` where the run is not governed.
   */
  updateReceived(updateId: string, name: string, args: readonly unknown[]): EventVerdict | undefined {
    return this.#received(name, () => this.#events.updateReceived(updateId, name, args));
  }

  /** The result of an accepted update, which nobody may have before its verdict. @throws ApplicationFailure for a stop. */
  async concludeUpdate<T>(result: Promise<T>, verdict: EventVerdict): Promise<T> {
    // A refused update fails at once, whatever its handler still does.
    result.catch(() => undefined);
    const failure = await verdict;
    if (failure !== undefined) throw failure;
    return result;
  }

  /**
   * Why an update that arrives now must not be accepted: an earlier stop verdict, or what the worker was `told`. An
   * update that comes with the start is judged by the worker alone.
   */
  refusalOfUpdate(name: string, told: Refusal | undefined, begins: boolean): ApplicationFailure | undefined {
    if (!begins && (!this.#governed || isInternalName(name) || this.#skips(name))) return undefined;
    return this.#refusal ?? (told === undefined ? undefined : toFailure(told));
  }

  /** `true` where an effect may happen in the same tick: nothing is outstanding and nothing is refused. */
  get open(): boolean {
    return !this.#governed || (!this.waiting && this.#refusal === undefined);
  }

  /**
   * Have an effect outside the run as soon as all verdicts asked for so far are in.
   *
   * After a refused start it stays pending for ever: the run fails as a whole, and the rejection of an effect that the
   * program does not wait for would fail the workflow task in its place.
   *
   * @throws ApplicationFailure when one of the verdicts was a stop.
   * @throws CancelledFailure when the current scope is cancelled meanwhile, as the effect itself would.
   */
  async admit<T>(effect: () => Promise<T>): Promise<T> {
    const verdicts = this.#verdicts();
    this.#held.add(verdicts);
    try {
      await verdicts;
    } finally {
      this.#held.delete(verdicts);
    }
    if (this.#startRefused) return new Promise<never>(() => undefined);
    this.throwIfRefused();
    return effect();
  }

  /** Resolves when every effect that could go on has begun, also those that the program does not wait for. */
  async released(): Promise<void> {
    while (this.#held.size > 0) await Promise.allSettled(this.#held);
  }

  /** @throws ApplicationFailure when a verdict refused this run. */
  throwIfRefused(): void {
    if (this.#refusal !== undefined) throw this.#refusal;
  }

  /** Resolves when no verdict is outstanding; never rejects. */
  async settled(): Promise<void> {
    while (this.waiting) await this.#tail;
  }

  /** Report the result and wait for its verdict. @throws ApplicationFailure when it is a stop. */
  async completed(output: unknown): Promise<void> {
    // A signal's stop verdict refuses effects; a run that needs none any more may still say what came of it.
    this.#refusal = undefined;
    this.#halted = false;
    await this.#send(() => this.#events.completed(output));
    this.throwIfRefused();
  }

  /** Report how the run fails. Never throws: the failure itself is what the caller must see. */
  async failed(error: unknown, cancelled: boolean): Promise<void> {
    await this.settled();
    await this.released();
    if (!this.#governed || this.#terminated) return;
    await this.#send(() => this.#events.failed(error, cancelled));
  }

  async #verdicts(): Promise<void> {
    const scope = CancellationScope.current();
    while (this.waiting) {
      await (scope.cancellable ? Promise.race([this.#tail, scope.cancelRequested]) : this.#tail);
    }
  }

  #received(name: string, build: () => GovernanceEvent): EventVerdict | undefined {
    if (!this.#governed) return undefined;
    const event = build();
    return this.#send(() => (this.#skips(name) ? undefined : event));
  }

  #skips(name: string): boolean {
    return this.#settings?.skipSignals.includes(name) === true;
  }

  /** Queue one event behind those before it. */
  #send(next: () => GovernanceEvent | undefined): EventVerdict {
    this.#pending += 1;
    const sent = this.#pending === 1 ? this.#deliver(next) : this.#tail.then(() => this.#deliver(next));
    const settled = sent.finally(() => {
      this.#pending -= 1;
    });
    this.#tail = settled;
    return settled;
  }

  async #deliver(next: () => GovernanceEvent | undefined): EventVerdict {
    if (!this.#governed) return undefined;
    const event = next();
    if (event === undefined) return undefined;
    try {
      return this.#take(
        await CancellationScope.nonCancellable(() => this.#activities().send_governance_event({ event })),
      );
    } catch (error) {
      if (!(error instanceof TemporalFailure)) await failWorkflowTask(error);
      return this.#takeLoss(event, error);
    }
  }

  #activities(): GovernanceActivities {
    const settings = this.#settings;
    return proxyLocalActivities<GovernanceActivities>({
      startToCloseTimeout:
        settings === undefined ? FIRST_EVENT_TIMEOUT_MS : settings.governanceTimeoutMs + TIMEOUT_MARGIN_MS,
      retry: { maximumAttempts: 3, initialInterval: 500 },
    });
  }

  #take(result: GovernanceActivityResult): ApplicationFailure | undefined {
    if (result.settings !== undefined) {
      this.#settings = result.settings;
      this.#governed = result.settings.governed;
    }
    if (result.terminated === true) this.#terminated = true;
    if (result.refusal === undefined) return undefined;
    return this.#refuse(toFailure(result.refusal), result.refusal.details.verdict);
  }

  /** The first refusal stands, but a halt replaces a weaker one. */
  #refuse(failure: ApplicationFailure, verdict: string): ApplicationFailure {
    if (this.#refusal === undefined || (verdict === 'halt' && !this.#halted)) {
      this.#refusal = failure;
      this.#halted = verdict === 'halt';
    }
    return failure;
  }

  /** The governance activity itself was lost (no worker answers for it, or it timed out). */
  #takeLoss(event: GovernanceEvent, error: unknown): ApplicationFailure | undefined {
    const reason = `Governance API error: the governance activity failed for ${event.event_type}`;
    if (this.#settings?.onApiError === 'fail_open') {
      log.warn(`${reason}; going on because governancePolicy is fail_open`, { error });
      return undefined;
    }
    const details = { verdict: 'halt', reason, fallbackUsed: true };
    const failure = toFailure({ type: 'GovernanceAPIError', message: reason, details }, error);
    return this.#refuse(failure, details.verdict);
  }
}

/**
 * Make Temporal retry the workflow task: what went wrong (such as a worker that lacks the governance activity) is a
 * mistake of the deployment and must not end the run.
 */
function failWorkflowTask(error: unknown): Promise<never> {
  void Promise.reject(error instanceof Error ? error : new Error(String(error)));
  return new Promise(() => undefined);
}
