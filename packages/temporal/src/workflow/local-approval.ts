import type { LocalActivityInput } from '@temporalio/workflow';
import { withApprovalHeader, withWaitingHeader } from '../common/approval-header';
import type { ApprovalMark } from '../common/approval-mark';
import type { RunSettings } from '../common/governance-activity';
import { withAttemptsLeft } from './attempts-left';
import { awaitDecision } from './await-decision';
import { asCancelledLocalActivity } from './cancelled-effect';
import { keepsTo } from './keeps-to';
import { nextActivitySeq } from './next-activity-seq';
import { approvedOutput, denied, pendingApproval, toWait } from './pending-approval';
import type { PendingApproval } from './pending-approval';
import type { WaitParts } from './run-parts';

/** How a local activity goes on after its wait: it has its result, or is scheduled again. */
export type AfterWait = { readonly output: unknown } | { readonly attempt: LocalActivityInput };

/**
 * Waits for humans in the place of local activities. Nothing is remembered between the attempts of a local activity, so it
 * never waits by itself: it fails at once, the run waits durably, and the activity is scheduled again with what was
 * approved.
 */
export class LocalApproval {
  /** What was approved of a call, which Temporal's SDK makes anew after a longer backoff. */
  readonly #approved = new WeakMap<readonly unknown[], ApprovalMark>();

  constructor(
    private readonly settings: () => RunSettings | undefined,
    private readonly parts: WaitParts,
  ) {}

  /** The attempt with what was approved of its call before, and the word that the run waits for it. */
  withApproved(attempt: LocalActivityInput): LocalActivityInput {
    const { args, headers, options } = attempt;
    const mark = this.#approved.get(args);
    if (mark === undefined) return { ...attempt, headers: withWaitingHeader(headers) };
    return {
      ...attempt,
      options: withAttemptsLeft(options, mark),
      headers: withApprovalHeader(headers, mark),
    };
  }

  /**
   * The wait that an attempt failed because of; `undefined` where it failed for another reason.
   *
   * @param input - the call as the program made it.
   */
  waitIn(error: unknown, input: LocalActivityInput): (() => Promise<AfterWait>) | undefined {
    const pending = pendingApproval(error);
    const settings = this.settings();
    if (pending?.mark.isLocal !== true || settings === undefined) return undefined;
    const seq = nextActivitySeq();
    return seq === undefined ? undefined : () => this.#wait(pending, settings, input, seq);
  }

  /** @throws ApplicationFailure where the approval was denied. */
  async #wait(
    pending: PendingApproval,
    settings: RunSettings,
    input: LocalActivityInput,
    seq: number,
  ): Promise<AfterWait> {
    const wait = toWait(input.activityType, pending);
    const outcome = await this.parts.board.whileWaiting(wait, async (waitId) => {
      try {
        return await awaitDecision({ approval: wait, waitId }, settings, this.parts);
      } catch (error) {
        throw keepsTo(settings, 2) ? asCancelledLocalActivity(input)(error) : error;
      }
    });
    if (outcome.state !== 'approved') throw denied(pending, outcome);
    if (pending.mark.phase === 'output') return { output: approvedOutput(pending, outcome) };
    this.#approved.set(input.args, pending.mark);
    // The time that a human took is none of the activity's.
    const { originalScheduleTime: _before, ...call } = input;
    return { attempt: this.withApproved({ ...call, seq, attempt: 1 }) };
  }
}
