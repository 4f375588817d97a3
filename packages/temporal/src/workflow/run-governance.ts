import { TemporalFailure } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/common';
import { CancellationScope, patched, workflowInfo } from '@temporalio/workflow';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import {
  GOVERNANCE_PATCH_ID,
  JUDGE_SIGNALS_PATCH_ID,
  REDACT_INPUT_PATCH_ID,
} from '../common/governance-activity';
import type {
  ApprovalOutcome,
  ApprovalWait,
  GovernanceActivityResult,
  Refusal,
  RunSettings,
} from '../common/governance-activity';
import { toFailure } from '../common/governance-failure';
import { isInternalName } from '../common/internal-name';
import { createWorkflowEvents } from '../common/workflow-events';
import { awaitDecision } from './await-decision';
import { callGovernance, failWorkflowTask } from './call-governance';
import { chosenByWorker } from './chosen-by-worker';
import { deniedEvent } from './denied-event';
import type { ToCancelled } from './cancelled-effect';
import type { Answer, EventVerdict, Question } from './event-verdict';
import { redactArgs } from './redact-args';
import { governanceLoss } from './governance-loss';
import { keepsTo } from './keeps-to';
import { haltIn } from './halt-in';
import type { RunParts } from './run-parts';
import type { RunSession } from './run-session';
import { RunRefusal } from './run-refusal';
import { RunTermination } from './run-termination';

/**
 * What governance knows of one run. Everything in it comes from history, so it is the same on every worker, after
 * eviction and on replay.
 *
 * Events are sent one after another, never awaited by the code that raises them; whatever has an effect outside the
 * run waits in {@link admit} until the verdicts asked for so far are in. A human's decision is waited for beside the
 * other events, so that a later halt still ends the run at once.
 */
export class RunGovernance {
  readonly #events;
  #governed = false;
  /** What the worker of the run's first event laid down for it; `undefined` until that is known. */
  settings: RunSettings | undefined;
  #pending = 0;
  #tail: Promise<unknown> = Promise.resolve();
  readonly #refusal: RunRefusal;
  #terminated = false;
  #startRefused = false;
  /** Events on which a human has yet to decide. */
  readonly #undecided = new Set<Promise<unknown>>();
  readonly #termination: RunTermination;
  #judgesSignals = false;
  #redactsInput = false;
  /** Over when the handler of the last signal that is judged first may run. */
  #lastJudged: Promise<unknown> = Promise.resolve();
  /** What each effect that is held back waits for. */
  readonly #held = new Set<Promise<void>>();

  constructor(
    session: RunSession,
    private readonly parts: RunParts,
  ) {
    const { workflowId, runId, workflowType, taskQueue, parent } = workflowInfo();
    this.#refusal = new RunRefusal(parts.status);
    this.#termination = new RunTermination(
      parts.standstill,
      (termination) => callGovernance({ termination }, this.settings),
      () => this.edition >= 1,
    );
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

  /** Rules that the run keeps to; 0 for one that an earlier build began, and while they are not known. */
  get edition(): number {
    return this.settings?.edition ?? 0;
  }

  /** Whether the run is known to keep to fewer rules than came with `edition`, because an earlier build began it. */
  isBefore(edition: number): boolean {
    return this.settings !== undefined && !keepsTo(this.settings, edition);
  }

  /** Whether signals are judged before their handlers run. */
  get judgesSignals(): boolean {
    return this.#judgesSignals;
  }

  /** Whether the workflow function is to have its arguments only once they are judged. */
  get redactsInput(): boolean {
    return this.#redactsInput;
  }

  /** `true` while the verdict on an event, or a human's decision, is still to come. */
  get waiting(): boolean {
    return this.#pending > 0 || this.#undecided.size > 0;
  }

  /**
   * Ask for the verdict on this run's start, without waiting for it.
   *
   * @returns whether the run is governed, a promise that rejects as soon as its start is refused, and its arguments once
   * they are judged, which never come where it is refused.
   */
  start(
    args: readonly unknown[],
  ): { governed: false } | { governed: true; refused: Promise<never>; judgedArgs: Promise<unknown[]> } {
    this.#governed = patched(GOVERNANCE_PATCH_ID);
    if (!this.#governed) return { governed: false };
    this.#judgesSignals = chosenByWorker(JUDGE_SIGNALS_PATCH_ID);
    this.#redactsInput = chosenByWorker(REDACT_INPUT_PATCH_ID);
    const question: Question = this.#redactsInput ? { redactable: true } : {};
    const answered = this.#send(() => this.#events.started(args), question);
    let judged: (args: unknown[]) => void = () => undefined;
    const judgedArgs = new Promise<unknown[]>((resolve) => {
      judged = resolve;
    });
    const refused = new Promise<never>((_resolve, reject) => {
      void answered.then((failure) => {
        if (failure === undefined) {
          judged(redactArgs(args, question.redactedInput));
          return;
        }
        this.#startRefused = true;
        reject(failure);
      });
    });
    // Nobody may be listening any more when it rejects.
    refused.catch(() => undefined);
    return { governed: true, refused, judgedArgs };
  }

  /** Report a signal. Its arguments are copied now, before the handler may change them. */
  signalReceived(name: string, args: readonly unknown[]): void {
    void this.#received(name, () => this.#events.signalReceived(name, args));
  }

  /**
   * Report a signal whose handler has not run yet, and wait until it may.
   *
   * @returns its arguments as they were judged, in the order of arrival; `undefined` where the signal is refused.
   */
  async judgeSignal(name: string, args: readonly unknown[]): Promise<unknown[] | undefined> {
    const question: Question = { sticky: false, redactable: true };
    const verdict = this.#received(name, () => this.#events.signalReceived(name, args), question);
    const judged = Promise.all([verdict, this.#lastJudged]);
    this.#lastJudged = judged;
    const [failure] = await judged;
    return failure === undefined ? redactArgs(args, question.redactedInput) : undefined;
  }

  /**
   * Report an accepted update, as the signal that it is to Core.
   *
   * @returns its verdict, as the failure of a stop; `undefined` where there is none to wait for.
   */
  updateReceived(updateId: string, name: string, args: readonly unknown[]): EventVerdict | undefined {
    const verdict = this.#received(name, () => this.#events.updateReceived(updateId, name, args));
    return this.#skips(name) ? undefined : verdict;
  }

  /**
   * Why an update that arrives now must not be accepted: an earlier stop verdict, or what the worker was `told`. An
   * update that comes with the start is judged by the worker alone.
   */
  refusalOfUpdate(name: string, told: Refusal | undefined, begins: boolean): ApplicationFailure | undefined {
    if (!begins && (!this.#governed || isInternalName(name) || this.#skips(name))) return undefined;
    return this.#refusal.failure ?? (told === undefined ? undefined : toFailure(told));
  }

  /** `true` where an effect may happen in the same tick: nothing is outstanding and nothing is refused. */
  get open(): boolean {
    return !this.#governed || (!this.waiting && this.#refusal.failure === undefined);
  }

  /**
   * Have an effect outside the run as soon as all verdicts asked for so far are in.
   *
   * After a refused start it stays pending for ever: the run fails as a whole, and the rejection of an effect that the
   * program does not wait for would fail the workflow task in its place.
   *
   * @param toCancelled - what the effect itself would throw when the current scope is cancelled meanwhile.
   * @throws ApplicationFailure when one of the verdicts was a stop.
   */
  async admit<T>(effect: () => Promise<T>, toCancelled: ToCancelled = (error) => error): Promise<T> {
    const verdicts = this.#verdicts();
    this.#held.add(verdicts);
    try {
      await verdicts;
    } catch (error) {
      throw toCancelled(error);
    } finally {
      this.#held.delete(verdicts);
    }
    if (this.#termination.begun) await this.#termination.givenUp;
    if (this.#startRefused || this.parts.restart.begun) return new Promise<never>(() => undefined);
    this.throwIfRefused();
    return effect();
  }

  /** Resolves when every effect that could go on has begun, also those that the program does not wait for. */
  async released(): Promise<void> {
    while (this.#held.size > 0) await Promise.allSettled(this.#held);
  }

  /** @throws ApplicationFailure when a verdict refused this run. */
  throwIfRefused(): void {
    this.#refusal.throwIfRefused();
  }

  /**
   * Resolves when no verdict is outstanding.
   *
   * @throws CancelledFailure when the run is cancelled while a human has to decide.
   */
  async settled(): Promise<void> {
    while (this.#pending > 0) await this.#tail;
    while (this.waiting && !this.#termination.begun) {
      await (this.#pending > 0 ? this.#tail : this.#unlessCancelled(Promise.race(this.#undecided)));
    }
    const failure = await this.#termination.givenUp;
    if (failure !== undefined && this.edition >= 1) throw failure;
    if (this.#judgesSignals) await this.#lastJudged;
  }

  /** Rejects where the run was halted and could not be terminated: it then fails, whatever it waits for. */
  get notTerminated(): Promise<never> {
    return this.#termination.failed;
  }

  /** An activity failed: one that was halted ends the run, if it was not terminated before its failure arrived. */
  async whenHalted(error: unknown): Promise<void> {
    const halt = haltIn(error);
    if (halt !== undefined) await this.#halt(halt);
  }

  /**
   * Report the result and wait for its verdict; again where handlers that still run have changed the result meanwhile, or
   * have brought on other events. @throws ApplicationFailure when it is a stop.
   */
  async completed(output: unknown): Promise<void> {
    for (;;) {
      // A signal's stop verdict refuses effects alone.
      this.#refusal.lift();
      const event = this.#events.completed(output);
      const verdict = this.#send(() => event);
      await this.#tail;
      await (this.#undecided.size > 0 ? this.#unlessCancelled(verdict) : verdict);
      this.throwIfRefused();
      if (this.edition < 1) return;
      await this.settled();
      const { workflow_output: now } = this.#events.completed(output);
      if (JSON.stringify(now) === JSON.stringify(event.workflow_output)) return;
    }
  }

  /** Report how the run fails. Never throws: the failure itself is what the caller must see. */
  async failed(error: unknown, cancelled: boolean): Promise<void> {
    await this.answered();
    // What waits for a human will not begin any more.
    if (this.#undecided.size === 0) await this.released();
    if (this.#termination.begun) await this.#termination.givenUp;
    if (!this.#governed || this.#terminated) return;
    await this.#send(() => this.#events.failed(error, cancelled));
  }

  /** Resolves when Core has answered all events so far; never rejects. */
  async answered(): Promise<void> {
    while (this.#pending > 0) await this.#tail;
  }

  /** What an effect waits for. After a stop it need not wait for humans. */
  async #verdicts(): Promise<void> {
    const scope = CancellationScope.current();
    while (this.#pending > 0 || (this.#undecided.size > 0 && this.#refusal.failure === undefined)) {
      const next = this.#pending > 0 ? this.#tail : Promise.race([...this.#undecided, this.#refusal.stopped]);
      await (scope.cancellable ? Promise.race([next, scope.cancelRequested]) : next);
    }
  }

  /** Without a cancellation of the past: who survived it is not cancelled any more. */
  #unlessCancelled<T>(promise: Promise<T>): Promise<T> {
    const scope = CancellationScope.current();
    if (!scope.cancellable || scope.consideredCancelled) return promise;
    return Promise.race([promise, scope.cancelRequested]);
  }

  #received(name: string, build: () => GovernanceEvent, question?: Question): EventVerdict | undefined {
    if (!this.#governed) return undefined;
    const event = build();
    return this.#send(() => (this.#skips(name) ? undefined : event), question);
  }

  #skips(name: string): boolean {
    return this.settings?.skipSignals.includes(name) === true;
  }

  /** Queue one event behind those before it. */
  #send(next: () => GovernanceEvent | undefined, question: Question = {}): EventVerdict {
    this.#pending += 1;
    const deliver = (): Promise<Answer> => this.#deliver(next, question);
    const sent = this.#pending === 1 ? deliver() : this.#tail.then(deliver);
    const settled = sent.finally(() => {
      this.#pending -= 1;
    });
    this.#tail = settled;
    return settled.then(({ verdict }) => verdict);
  }

  async #deliver(next: () => GovernanceEvent | undefined, question: Question): Promise<Answer> {
    if (!this.#governed || this.#termination.ongoing) return {};
    const event = next();
    if (event === undefined) return {};
    try {
      const { redactable } = question;
      const input = { event, ...(redactable === true && { redactable }) };
      return this.#take(await callGovernance(input, this.settings), question);
    } catch (error) {
      if (!(error instanceof TemporalFailure)) await failWorkflowTask(error);
      const loss = governanceLoss(event, error, this.settings);
      return { verdict: loss && this.#refusal.take(loss, { verdict: 'halt', fallbackUsed: true }) };
    }
  }

  #take(result: GovernanceActivityResult, question: Question): Answer {
    if (result.settings !== undefined) {
      this.settings = result.settings;
      this.#governed = result.settings.governed;
      this.parts.board.approvalUrl = result.settings.approvalUrl;
      this.parts.restart.maxRestarts = result.settings.maxPatchRestarts ?? 0;
      if (this.#governed && result.settings.searchAttribute === true) this.parts.status.begin();
    }
    if (result.terminated === true) this.#terminated = true;
    question.redactedInput = result.redactedInput;
    if (result.approval !== undefined) return { verdict: this.#awaitHuman(result.approval, question) };
    if (result.refusal === undefined) return {};
    if (result.terminating === true) return { verdict: this.#halt(result.refusal) };
    const failure = this.#refusal.take(toFailure(result.refusal), result.refusal.details, question);
    const restarts = question.sticky !== false && this.parts.restart.propose(failure);
    // Whoever waits for this verdict ends with the run.
    return { verdict: restarts ? new Promise(() => undefined) : failure };
  }

  #halt(refusal: Refusal): Promise<ApplicationFailure> {
    this.#refusal.take(toFailure(refusal), refusal.details);
    return this.#termination.begin(refusal);
  }

  #awaitHuman(wait: ApprovalWait, question: Question): EventVerdict {
    const settings = this.settings;
    const outcome: Promise<ApprovalOutcome> =
      settings === undefined
        ? Promise.resolve({ state: 'expired', reason: 'the settings of this run are not known' })
        : this.parts.board.whileWaiting(wait, (waitId) =>
            CancellationScope.nonCancellable(() =>
              awaitDecision({ approval: wait, waitId }, settings, this.parts),
            ),
          );
    const verdict = this.#decided(wait, outcome, question).finally(() => this.#undecided.delete(verdict));
    this.#undecided.add(verdict);
    return verdict;
  }

  async #decided(wait: ApprovalWait, asked: Promise<ApprovalOutcome>, question: Question): EventVerdict {
    const outcome = await asked.catch(async (error: unknown): Promise<ApprovalOutcome> => {
      if (!(error instanceof TemporalFailure)) await failWorkflowTask(error);
      return { state: 'expired', reason: 'the wait for a human was lost' };
    });
    if (outcome.state === 'approved') return undefined;
    const refusal = deniedEvent(wait, outcome);
    return this.#refusal.take(toFailure(refusal), refusal.details, question);
  }
}
