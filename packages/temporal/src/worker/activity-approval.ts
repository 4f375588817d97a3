import type { ApprovalDecision, GovernanceVerdict, JsonValue } from '@openbox/core-client/contract';
import type { ActivityIdentity } from '@openbox/spans';
import type { Context } from '@temporalio/activity';
import type { KeptOutput } from '../common/kept-output';
import { approvalPendingFailure, deniedRefusal, toFailure } from '../common/governance-failure';
import { refusalDetails, stopRefusal } from '../common/refusal';
import type { ApprovalOutcome, RefusalDetails } from '../common/governance-activity';
import type { GovernanceConfig } from './governance-config';
import type { GuardedEvaluator } from './guarded-evaluator';
import type { HandedOver } from '../common/approval-header';
import type { ApprovalMark, AskedApproval, BodyTimes } from '../common/approval-mark';
import { decisionsOn } from './approval-decisions';
import { toOutcome, WAITED_TOO_LONG, waitedMs } from './approval-outcome';
import type { HeartbeatDetails } from './heartbeat-details';
import { modificationOf } from './modification';
import type { Modification } from './modification';
import { SWITCHED_OFF, unapprovable } from './unapprovable';
import type { ApprovalPolicy } from './unapprovable';

interface ApprovalParts {
  readonly evaluator: GuardedEvaluator;
  readonly config: GovernanceConfig;
}

/** The action that an approval is for. An approval holds for exactly this, not for what replaces it. */
export interface ApprovalRequest {
  readonly phase: ApprovalMark['phase'];
  /** Of what will be done. */
  readonly digest: string;
  /** Of what Core was sent, where guardrails have changed it since. */
  readonly sentDigest?: string;
  /** Further operations of this attempt that wait. */
  readonly others?: readonly AskedApproval[];
  /** The finished result, where its release is what is asked for. */
  readonly output?: KeptOutput;
  readonly ran?: BodyTimes;
  readonly executedInput?: readonly JsonValue[];
}

/** A wait that is over: the action is approved, perhaps as a human changed it. */
export interface GrantedWait {
  readonly mark: ApprovalMark;
  readonly modification: Modification | undefined;
}

/**
 * Waits for a human by failing the attempt with the retryable `ApprovalPending`: no slot is held, and the next attempt,
 * on whichever worker, asks Core how it was decided before it does anything else.
 */
export class ActivityApproval {
  #granted: readonly string[] = [];
  #answered: readonly string[] = [];
  #asked = false;

  constructor(
    private readonly context: Context,
    private readonly identity: ActivityIdentity,
    private readonly parts: ApprovalParts,
    private readonly heartbeat: HeartbeatDetails,
    private readonly handedOver: HandedOver,
  ) {}

  /** Digests of the actions that a human approved in this activity. */
  get granted(): readonly string[] {
    return this.#granted;
  }

  /** What `require_approval` leads to for this activity, depending on what the approval is for. */
  policyOf(phase: ApprovalMark['phase']): ApprovalPolicy {
    const { hitlEnabled, skipHitlActivityTypes } = this.parts.config;
    if (skipHitlActivityTypes.has(this.identity.activityType)) return 'skip';
    if (!hitlEnabled) return SWITCHED_OFF;
    const isForgotten = this.context.info.isLocal && !this.handedOver.runWaits && phase !== 'input';
    return isForgotten ? FORGOTTEN : 'wait';
  }

  /** Count an action as approved: the one that a human put in the place of what was asked for. */
  grant(digest: string): void {
    this.#granted = [...this.#granted, digest];
  }

  /**
   * Go on where an earlier attempt waits for a human.
   *
   * @returns that wait once it is over; `undefined` where nothing waits.
   * @throws ApplicationFailure `ApprovalPending`, `ApprovalRejected` or `ApprovalExpired`.
   */
  async resume(): Promise<GrantedWait | undefined> {
    const mark = this.heartbeat.mark ?? this.handedOver.mark;
    if (mark === undefined) return undefined;
    const asked: readonly AskedApproval[] = [mark, ...(mark.others ?? [])];
    const decisions = await this.#decisions(asked, mark.answered ?? []);
    const denied = decisions.findIndex(isDenied);
    this.#refuseDenied(decisions[denied], asked[denied], REQUIRED);
    const approved = asked.filter((_, index) => decisions[index]?.state === 'approved');
    const pending = decisions.find(({ state }) => state === 'pending');
    if (pending !== undefined || approved.length === 0) this.#goOnWaiting(mark, pending?.reason);
    this.#answered = [...(mark.answered ?? []), ...approved.flatMap(({ approvalId }) => approvalId ?? [])];
    const modified = decisions.find(({ modifiedInput }) => modifiedInput !== undefined);
    const modification = modified && modificationOf(modified, mark.approvalId);
    if (modification !== undefined && mark.phase === 'operation') this.refuseModification(modification);
    // A changed input is approved in the place of the one that was asked for.
    const digests = modification === undefined ? approved.map(({ digest }) => digest) : [];
    this.#granted = [...mark.granted, ...digests];
    // A kept result is handed on at once: not worth sending it to Temporal once more.
    if (mark.phase !== 'output') this.heartbeat.settle();
    return { mark, modification };
  }

  /**
   * A verdict requires approval: go on where it is granted already or not wanted for this activity, else wait.
   *
   * @returns what a human changed before approving it, where that was found out only now.
   * @throws ApplicationFailure as {@link resume} does; the stop failure of a block where approvals are switched off.
   */
  async require(verdict: GovernanceVerdict, request: ApprovalRequest): Promise<Modification | undefined> {
    const { sentDigest, ...marked } = request;
    const grants = [request.digest, sentDigest ?? request.digest];
    if (grants.some((digest) => this.#granted.includes(digest))) return undefined;
    const policy = this.policyOf(request.phase);
    if (policy === 'skip') return undefined;
    if (policy !== 'wait') {
      const blocked = unapprovable(verdict, policy.blockedBecause);
      throw toFailure(stopRefusal(blocked, this.parts.config.errorTypes));
    }
    const mark: ApprovalMark = {
      ...marked,
      requestedAtMs: Date.now(),
      granted: this.#granted,
      ...(this.#answered.length > 0 && { answered: this.#answered }),
      ...(verdict.approvalId !== undefined && { approvalId: verdict.approvalId }),
    };
    // Heartbeat details can be lost (local activities have none): an approval asked for earlier is then found this way.
    if (this.context.info.attempt > 1 && !this.#asked && request.phase === 'input') {
      const [decision] = await this.#decisions([mark], []);
      if (decision?.state === 'approved') return modificationOf(decision, mark.approvalId);
      if (decision !== undefined && isDenied(decision)) this.#refuseDenied(decision, mark, verdict);
    }
    return this.#wait(mark, refusalDetails(verdict, verdict.reason ?? UNDECIDED));
  }

  /**
   * What a human made of the action cannot be done, and the action itself was not approved.
   *
   * @throws ApplicationFailure `ApprovalRejected`.
   */
  refuseModification({ approvalId, decidedBy }: Modification, why = UNCHANGEABLE): never {
    const outcome: ApprovalOutcome = {
      state: 'rejected',
      reason: why,
      ...(approvalId !== undefined && { approvalId }),
      ...(decidedBy !== undefined && { decidedBy }),
    };
    throw toFailure(deniedRefusal(outcome, refusalDetails(REQUIRED, why)));
  }

  #decisions(asked: readonly AskedApproval[], answered: readonly string[]): Promise<ApprovalDecision[]> {
    this.#asked = true;
    const { workflowId, runId, activityId } = this.identity;
    const { evaluator } = this.parts;
    const signal = this.context.cancellationSignal;
    const poll = (id: string) => evaluator.pollApproval({ workflowId, runId, activityId: id }, { signal });
    return this.heartbeat.keepAliveWhile(decisionsOn(asked, answered, activityId, poll));
  }

  #refuseDenied(
    decision: ApprovalDecision | undefined,
    asked: AskedApproval | undefined,
    verdict: GovernanceVerdict,
  ): void {
    if (decision === undefined || !isDenied(decision)) return;
    const outcome = toOutcome(decision, asked?.approvalId);
    throw toFailure(deniedRefusal(outcome, refusalDetails(verdict, outcome.reason)));
  }

  #goOnWaiting(mark: ApprovalMark, reason = UNDECIDED): never {
    const { hitlPollIntervalMs, hitlMaxWaitMs } = this.parts.config;
    const { scheduledTimestampMs, currentAttemptScheduledTimestampMs: nowMs } = this.context.info;
    const sinceMs = mark.sinceMs ?? Math.max(nowMs - hitlPollIntervalMs, scheduledTimestampMs);
    const details = refusalDetails(REQUIRED, reason);
    if (waitedMs(this.context.info, sinceMs) >= hitlMaxWaitMs)
      throw toFailure(deniedRefusal(withApprovalId(WAITED_TOO_LONG, mark), details));
    return this.#wait({ ...mark, sinceMs }, details);
  }

  #wait(mark: ApprovalMark, facts: RefusalDetails): never {
    const { hitlMode, hitlPollIntervalMs } = this.parts.config;
    const { isLocal } = this.context.info;
    const runWaits = isLocal && this.handedOver.runWaits;
    const local: ApprovalMark = { activityId: this.identity.activityId, ...mark, isLocal: true };
    // A local activity has no heartbeat.
    if (!isLocal) this.heartbeat.leave(mark, withApprovalId(facts, mark));
    const what = mark.phase === 'output' ? 'Approval required for output' : 'Approval required';
    throw approvalPendingFailure(`${what}: ${facts.reason}`, withApprovalId(facts, mark), {
      nextRetryDelayMs: hitlPollIntervalMs,
      retryable: hitlMode === 'retry' && !runWaits,
      wait: runWaits ? local : mark,
    });
  }
}

const REQUIRED: GovernanceVerdict = { verdict: 'require_approval' };
/** The attempts of a local activity share no memory, and its run does not know how to wait for it. */
const FORGOTTEN: ApprovalPolicy = {
  blockedBecause:
    'approval is required, but a local activity cannot wait for it in a run that began without governance',
};
const UNDECIDED = 'a human has to decide';
const UNCHANGEABLE =
  'the approval is for a changed operation (modified_input), but an operation can only be approved as it is';

function isDenied(
  decision: ApprovalDecision,
): decision is ApprovalDecision & { readonly state: 'rejected' | 'expired' } {
  return decision.state === 'rejected' || decision.state === 'expired';
}

function withApprovalId<T extends object>(facts: T, { approvalId }: ApprovalMark): T {
  return approvalId === undefined ? facts : { ...facts, approvalId };
}
