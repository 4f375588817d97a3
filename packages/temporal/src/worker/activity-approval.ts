import type { ApprovalDecision, GovernanceVerdict } from '@openbox/core-client/contract';
import type { ActivityIdentity } from '@openbox/spans';
import type { Context } from '@temporalio/activity';
import type { KeptOutput } from '../common/kept-output';
import { approvalPendingFailure, deniedRefusal, toFailure } from '../common/governance-failure';
import { refusalDetails, stopRefusal } from '../common/refusal';
import type { ApprovalOutcome, RefusalDetails } from '../common/governance-activity';
import type { GovernanceConfig } from './governance-config';
import type { GuardedEvaluator } from './guarded-evaluator';
import type { ApprovalMark } from '../common/approval-mark';
import type { HeartbeatDetails } from './heartbeat-details';

interface ApprovalParts {
  readonly evaluator: GuardedEvaluator;
  readonly config: GovernanceConfig;
}

/** The action that an approval is for. An approval holds for exactly this, not for what replaces it. */
export interface ApprovalRequest {
  readonly phase: ApprovalMark['phase'];
  readonly digest: string;
  /** The finished result, where its release is what is asked for. */
  readonly output?: KeptOutput;
}

/**
 * Waits for a human by failing the attempt with the retryable `ApprovalPending`: no slot is held, and the next attempt,
 * on whichever worker, asks Core how it was decided before it does anything else.
 */
export class ActivityApproval {
  #granted: readonly string[] = [];
  #asked = false;

  constructor(
    private readonly context: Context,
    private readonly identity: ActivityIdentity,
    private readonly parts: ApprovalParts,
    private readonly heartbeat: HeartbeatDetails,
  ) {}

  /** Digests of the actions that a human approved in this activity. */
  get granted(): readonly string[] {
    return this.#granted;
  }

  /** What `require_approval` leads to for this activity: a wait, a block, or nothing. */
  get policy(): 'wait' | 'block' | 'skip' {
    const { hitlEnabled, skipHitlActivityTypes } = this.parts.config;
    if (skipHitlActivityTypes.has(this.identity.activityType)) return 'skip';
    return hitlEnabled ? 'wait' : 'block';
  }

  /**
   * Go on where an earlier attempt waits for a human.
   *
   * @param handedOver - what the workflow sent along, after it had taken over the wait.
   * @returns the mark of that attempt once it is approved; `undefined` where nothing waits.
   * @throws ApplicationFailure `ApprovalPending`, `ApprovalRejected` or `ApprovalExpired`.
   */
  async resume(handedOver: ApprovalMark | undefined): Promise<ApprovalMark | undefined> {
    const mark = this.heartbeat.mark ?? handedOver;
    if (mark === undefined) return undefined;
    const decision = await this.#poll();
    if (decision.state !== 'approved') this.#refuse(decision, mark, undefined);
    this.#granted = [...mark.granted, mark.digest];
    return mark;
  }

  /**
   * A verdict requires approval: go on where it is granted already or not wanted for this activity, else wait.
   *
   * @throws ApplicationFailure as {@link resume} does; the stop failure of a block where approvals are switched off.
   */
  async require(verdict: GovernanceVerdict, request: ApprovalRequest): Promise<void> {
    if (request.phase !== 'output' && this.#granted.includes(request.digest)) return;
    if (this.policy === 'skip') return;
    if (this.policy === 'block')
      throw toFailure(stopRefusal(switchedOff(verdict), this.parts.config.errorTypes));
    const mark: ApprovalMark = {
      ...request,
      requestedAtMs: Date.now(),
      granted: this.#granted,
      ...(verdict.approvalId !== undefined && { approvalId: verdict.approvalId }),
    };
    // Heartbeat details can be lost (local activities have none): an approval asked for earlier is then found this way.
    if (this.context.info.attempt > 1 && !this.#asked && request.phase === 'input') {
      const decision = await this.#poll();
      if (decision.state === 'approved') return;
      if (decision.state === 'rejected' || decision.state === 'expired')
        this.#refuse(decision, mark, verdict);
    }
    this.#wait(mark, verdict);
  }

  #poll(): Promise<ApprovalDecision> {
    this.#asked = true;
    const { workflowId, runId, activityId } = this.identity;
    const signal = this.context.cancellationSignal;
    return this.heartbeat.keepAliveWhile(
      this.parts.evaluator.pollApproval({ workflowId, runId, activityId }, { signal }),
    );
  }

  #refuse(decision: ApprovalDecision, mark: ApprovalMark, verdict: GovernanceVerdict | undefined): never {
    const { state } = decision;
    if (state !== 'rejected' && state !== 'expired') return this.#wait(mark, verdict, decision.reason);
    const outcome = toOutcome({ ...decision, state }, mark.approvalId);
    throw toFailure(deniedRefusal(outcome, refusalDetails(verdict ?? REQUIRED, outcome.reason)));
  }

  #wait(mark: ApprovalMark, verdict: GovernanceVerdict | undefined, text?: string): never {
    const { hitlMaxWaitMs, hitlMode, hitlPollIntervalMs } = this.parts.config;
    const reason = verdict?.reason ?? text ?? 'a human has to decide';
    const details: RefusalDetails = {
      ...refusalDetails(verdict ?? REQUIRED, reason),
      ...(mark.approvalId !== undefined && { approvalId: mark.approvalId }),
    };
    if (Date.now() - mark.requestedAtMs >= hitlMaxWaitMs)
      throw toFailure(deniedRefusal(WAITED_TOO_LONG, details));
    this.heartbeat.leave(mark);
    const what = mark.phase === 'output' ? 'Approval required for output' : 'Approval required';
    const retryable = hitlMode === 'retry';
    throw approvalPendingFailure(`${what}: ${reason}`, details, {
      nextRetryDelayMs: hitlPollIntervalMs,
      retryable,
      wait: mark,
    });
  }
}

const REQUIRED: GovernanceVerdict = { verdict: 'require_approval' };

/** The outcome of a wait that went on for longer than `hitlMaxWait`. */
export const WAITED_TOO_LONG: ApprovalOutcome = {
  state: 'expired',
  reason: 'nobody decided within hitlMaxWait',
};

/** A decision as an outcome, with a text where Core gave none. */
export function toOutcome(
  decision: ApprovalDecision & { readonly state: ApprovalOutcome['state'] },
  approvalId: string | undefined,
): ApprovalOutcome {
  const known = decision.approvalId ?? approvalId;
  const silent = decision.state === 'expired' ? 'nobody decided in time' : 'No reason provided';
  return {
    state: decision.state,
    reason: decision.reason ?? silent,
    ...(known !== undefined && { approvalId: known }),
  };
}

/** What `require_approval` is where approvals are switched off: a block that says so. */
export function switchedOff(verdict: GovernanceVerdict): GovernanceVerdict {
  const why = verdict.reason === undefined ? '' : `: ${verdict.reason}`;
  return {
    ...verdict,
    verdict: 'block',
    reason: `approval is required, but approvals are switched off${why}`,
  };
}
