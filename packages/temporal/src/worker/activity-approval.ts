import type { ApprovalDecision, GovernanceVerdict } from '@openbox/core-client/contract';
import type { ActivityIdentity } from '@openbox/spans';
import type { Context } from '@temporalio/activity';
import { approvalPendingFailure, toFailure } from '../common/governance-failure';
import { refusalDetails, stopRefusal } from '../common/refusal';
import type { RefusalDetails } from '../common/governance-activity';
import type { GovernanceConfig } from './governance-config';
import type { GuardedEvaluator } from './guarded-evaluator';
import type { ApprovalMark, HeartbeatDetails } from './heartbeat-details';

interface ApprovalParts {
  readonly evaluator: GuardedEvaluator;
  readonly config: GovernanceConfig;
}

/** The action that an approval is for. An approval holds for exactly this, not for what replaces it. */
export interface ApprovalRequest {
  readonly phase: ApprovalMark['phase'];
  readonly digest: string;
  /** The finished result, where its release is what is asked for. */
  readonly output?: unknown;
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
   * @returns the mark of that attempt once it is approved; `undefined` where nothing waits.
   * @throws ApplicationFailure `ApprovalPending`, `ApprovalRejected` or `ApprovalExpired`.
   */
  async resume(): Promise<ApprovalMark | undefined> {
    const { mark } = this.heartbeat;
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
    const approvalId = decision.approvalId ?? mark.approvalId;
    const details = (reason: string): RefusalDetails => ({
      ...refusalDetails(verdict ?? { verdict: 'require_approval' }, reason),
      ...(approvalId !== undefined && { approvalId }),
    });
    if (decision.state === 'rejected') {
      const reason = decision.reason ?? 'No reason provided';
      throw toFailure({
        type: 'ApprovalRejected',
        message: `Activity rejected: ${reason}`,
        details: details(reason),
      });
    }
    if (decision.state === 'expired') {
      const reason = decision.reason ?? 'nobody decided in time';
      throw toFailure({
        type: 'ApprovalExpired',
        message: `Approval expired: ${reason}`,
        details: details(reason),
      });
    }
    return this.#wait(mark, verdict, decision.reason);
  }

  #wait(mark: ApprovalMark, verdict: GovernanceVerdict | undefined, text?: string): never {
    const { hitlMaxWaitMs, hitlPollIntervalMs } = this.parts.config;
    const reason = verdict?.reason ?? text ?? 'a human has to decide';
    const details: RefusalDetails = {
      ...refusalDetails(verdict ?? { verdict: 'require_approval' }, reason),
      ...(mark.approvalId !== undefined && { approvalId: mark.approvalId }),
    };
    if (Date.now() - mark.requestedAtMs >= hitlMaxWaitMs) {
      throw toFailure({
        type: 'ApprovalExpired',
        message: 'Approval expired: nobody decided within hitlMaxWait',
        details,
      });
    }
    this.heartbeat.leave(mark);
    const what = mark.phase === 'output' ? 'Approval required for output' : 'Approval required';
    throw approvalPendingFailure(`${what}: ${reason}${this.#lastAttemptNote()}`, details, hitlPollIntervalMs);
  }

  /** Says what happened where the user's retry policy leaves no attempt to wait with. */
  #lastAttemptNote(): string {
    const { attempt, retryPolicy } = this.context.info;
    const limit = retryPolicy?.maximumAttempts;
    if (limit === undefined || limit === 0 || attempt < limit) return '';
    return ` (not waited for: the activity's retry policy allows ${String(limit)} attempt${limit === 1 ? '' : 's'})`;
  }
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
