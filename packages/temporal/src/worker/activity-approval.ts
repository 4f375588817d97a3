import type { ApprovalDecision, GovernanceVerdict, JsonValue } from '@openbox/core-client/contract';
import type { ActivityIdentity } from '@openbox/spans';
import type { Context } from '@temporalio/activity';
import { toCarried } from '../common/carried-details';
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
import { encodedSize, MAX_ENCODED_BYTES } from './encoded-size';
import type { HeartbeatDetails } from './heartbeat-details';
import { modificationOf } from './modification';
import { withOwnBackoff } from './own-backoff';
import type { Modification } from './modification';
import { SWITCHED_OFF, TOO_LARGE, unapprovable } from './unapprovable';
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

/** How the attempt was scheduled. */
export interface Scheduled extends HandedOver {
  /** The activity's own arguments. */
  readonly args: readonly unknown[];
}

/** A wait that is over: the action is approved, perhaps as a human changed it. */
export interface GrantedWait {
  readonly mark: ApprovalMark;
  readonly modification: Modification | undefined;
}

/**
 * Waits for a human by failing the attempt with `ApprovalPending`: no slot is held, and the next attempt, on whichever
 * worker, asks Core how it was decided before it does anything else.
 *
 * The wait goes on by retries where nothing of the user's counts them; else the run takes it over, and schedules the activity
 * again with what is left of its attempts.
 */
export class ActivityApproval {
  #granted: readonly string[] = [];
  #answered: readonly string[] = [];
  #asked = false;
  /** What an earlier attempt left. */
  readonly #left: ApprovalMark | undefined;

  constructor(
    private readonly context: Context,
    private readonly identity: ActivityIdentity,
    private readonly parts: ApprovalParts,
    private readonly heartbeat: HeartbeatDetails,
    private readonly scheduled: Scheduled,
  ) {
    this.#left = heartbeat.mark;
  }

  /** Digests of the actions that a human approved in this activity. */
  get granted(): readonly string[] {
    return this.#granted;
  }

  /** What `require_approval` leads to for this activity, depending on what the approval is for. */
  policyOf(phase: ApprovalMark['phase']): ApprovalPolicy {
    const { hitlEnabled, skipHitlActivityTypes } = this.parts.config;
    if (skipHitlActivityTypes.has(this.identity.activityType)) return 'skip';
    if (!hitlEnabled) return SWITCHED_OFF;
    const isForgotten = this.context.info.isLocal && !this.scheduled.runWaits && phase !== 'input';
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
    const mark = this.heartbeat.mark ?? this.scheduled.mark;
    if (mark === undefined) return undefined;
    if (this.parts.config.enforcementOf(this.identity.workflowType) === 'observe')
      return this.#granting({ mark, modification: undefined });
    const asked: readonly AskedApproval[] = [mark, ...(mark.others ?? [])];
    const decisions = await this.#decisions(asked, mark.answered ?? [], mark.runId);
    const denied = decisions.findIndex(isDenied);
    this.#refuseDenied(decisions[denied], asked[denied], this.#asks);
    const approved = asked.filter((_, index) => decisions[index]?.state === 'approved');
    const pending = decisions.find(({ state }) => state === 'pending');
    if (pending !== undefined || approved.length === 0) await this.#goOnWaiting(mark, pending?.reason);
    this.#answered = [...(mark.answered ?? []), ...approved.flatMap(({ approvalId }) => approvalId ?? [])];
    const modified = decisions.find(({ modifiedInput }) => modifiedInput !== undefined);
    const modification = modified && modificationOf(modified, mark.approvalId);
    if (modification !== undefined && mark.phase === 'operation') this.refuseModification(modification);
    // A changed input is approved in the place of the one that was asked for.
    const digests = modification === undefined ? approved.map(({ digest }) => digest) : [];
    this.#granted = [...mark.granted, ...digests];
    return this.#granting({ mark, modification });
  }

  /** The error that the body ended with, retried as if no attempt had waited for a human. */
  retried(error: unknown): unknown {
    const { retryPolicy, isLocal } = this.context.info;
    const { used } = this.#attempts();
    if (this.#left === undefined || isLocal || retryPolicy === undefined || used === undefined) return error;
    return withOwnBackoff(error, retryPolicy, used);
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
      runId: this.identity.runId,
      requestedAtMs: Date.now(),
      granted: this.#granted,
      ...(this.#answered.length > 0 && { answered: this.#answered }),
      ...(verdict.approvalId !== undefined && { approvalId: verdict.approvalId }),
    };
    // Heartbeat details can be lost (local activities have none): an approval asked for earlier is then found this way.
    if (this.context.info.attempt > 1 && !this.#asked && request.phase === 'input') {
      const [decision] = await this.#decisions([mark], []);
      if (decision?.state === 'approved') return modificationOf(decision, mark.approvalId);
      if (decision !== undefined && isDenied(decision))
        this.#refuseDenied(decision, mark, refusalDetails(verdict, UNDECIDED));
    }
    const facts = refusalDetails(verdict, verdict.reason ?? UNDECIDED);
    if (
      request.phase === 'output' &&
      !(await this.#fits([this.heartbeat.with(mark, facts, this.heartbeat.kept)]))
    )
      throw toFailure(stopRefusal(unapprovable(verdict, TOO_LARGE), this.parts.config.errorTypes));
    return this.#wait(mark, facts);
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

  /** @param runId - of the run that asked. */
  #decisions(
    asked: readonly AskedApproval[],
    answered: readonly string[],
    runId = this.identity.runId,
  ): Promise<ApprovalDecision[]> {
    this.#asked = true;
    const { workflowId, activityId } = this.identity;
    const { evaluator } = this.parts;
    const signal = this.context.cancellationSignal;
    const poll = (id: string) => evaluator.pollApproval({ workflowId, runId, activityId: id }, { signal });
    return this.heartbeat.keepAliveWhile(decisionsOn(asked, answered, activityId, poll));
  }

  #refuseDenied(
    decision: ApprovalDecision | undefined,
    asked: AskedApproval | undefined,
    facts: RefusalDetails,
  ): void {
    if (decision === undefined || !isDenied(decision)) return;
    const outcome = toOutcome(decision, asked?.approvalId);
    throw toFailure(deniedRefusal(outcome, { ...facts, reason: outcome.reason }));
  }

  /** What is waited for, as the verdict said it that asked for it: what Core answers meanwhile need not repeat it. */
  get #asks(): RefusalDetails {
    return this.heartbeat.wait ?? refusalDetails(REQUIRED, UNDECIDED);
  }

  #granting(wait: GrantedWait): GrantedWait {
    // A kept result is handed on at once: not worth sending it to Temporal once more.
    if (wait.mark.phase !== 'output') this.heartbeat.settle();
    return wait;
  }

  #goOnWaiting(mark: ApprovalMark, reason = this.#asks.reason): Promise<never> {
    const { hitlPollIntervalMs, hitlMaxWaitMs } = this.parts.config;
    const { scheduledTimestampMs, currentAttemptScheduledTimestampMs: nowMs } = this.context.info;
    const sinceMs = mark.sinceMs ?? Math.max(nowMs - hitlPollIntervalMs, scheduledTimestampMs);
    const details = { ...this.#asks, reason };
    if (waitedMs(this.context.info, sinceMs) >= hitlMaxWaitMs)
      throw toFailure(deniedRefusal(withApprovalId(WAITED_TOO_LONG, mark), details));
    return this.#wait({ ...mark, sinceMs }, details);
  }

  async #wait(asked: ApprovalMark, facts: RefusalDetails): Promise<never> {
    const { hitlMode, hitlPollIntervalMs } = this.parts.config;
    const { isLocal } = this.context.info;
    const { runWaits, takesOver } = this.scheduled;
    const mark: ApprovalMark = { ...asked, ...this.#attempts() };
    const local: ApprovalMark = { activityId: this.identity.activityId, ...mark, isLocal: true };
    const details = withApprovalId(facts, mark);
    const retryable = hitlMode === 'retry' && !(isLocal ? runWaits : takesOver);
    const heartbeat = retryable && !this.#isLastAttempt() ? undefined : await this.#carried(details, mark);
    // A local activity has no heartbeat.
    if (!isLocal) await this.#leave(mark, details);
    const what = mark.phase === 'output' ? 'Approval required for output' : 'Approval required';
    throw approvalPendingFailure(`${what}: ${facts.reason}`, details, {
      nextRetryDelayMs: hitlPollIntervalMs,
      retryable,
      wait: isLocal && runWaits ? local : mark,
      heartbeat,
    });
  }

  /** How many attempts the user's code has used up: those of this call that did not end in waiting. */
  #attempts(): Pick<ApprovalMark, 'used' | 'attempt'> {
    const { attempt } = this.context.info;
    if (this.#left === undefined) return { used: (this.scheduled.mark?.used ?? 0) + attempt - 1, attempt };
    const { used, attempt: leftBy } = this.#left;
    if (used === undefined || leftBy === undefined) return {};
    // A nudge has them counted from 1 again.
    return { used: used + attempt - 1 - (attempt > leftBy ? leftBy : 0), attempt };
  }

  #isLastAttempt(): boolean {
    const { attempt, retryPolicy } = this.context.info;
    const maximumAttempts = retryPolicy?.maximumAttempts ?? 0;
    return maximumAttempts > 0 && attempt >= maximumAttempts;
  }

  /** The mark comes before the user's heartbeat details: without it a wait for an operation would never be over. */
  async #leave(mark: ApprovalMark, facts: RefusalDetails): Promise<void> {
    const { kept } = this.heartbeat;
    const isKept =
      kept !== undefined &&
      (kept.details === undefined || (await this.#fits([this.heartbeat.with(mark, facts, kept)])));
    if (!isKept) this.context.log.warn(UNKEPT);
    this.heartbeat.leave(mark, facts, isKept ? kept : undefined);
  }

  /** The user's heartbeat details, for the attempt after a wait that the run takes over. */
  async #carried(facts: RefusalDetails, mark: ApprovalMark): Promise<unknown> {
    if (mark.phase === 'output' || this.context.info.isLocal) return undefined;
    const { kept } = this.heartbeat;
    const carried = kept?.details;
    if (kept !== undefined && carried === undefined) return undefined;
    const isKept = kept !== undefined && (await this.#fits([facts, mark, carried]));
    if (isKept && (await this.#fits([...this.scheduled.args, toCarried(carried)]))) return carried;
    this.context.log.warn(UNCARRIED);
    return undefined;
  }

  async #fits(values: readonly unknown[]): Promise<boolean> {
    return ((await encodedSize(values, this.context)) ?? 0) <= MAX_ENCODED_BYTES;
  }
}

const UNCARRIED =
  'the heartbeat details and the arguments are together too large for Temporal (about 2 MB): after its approval the activity begins without heartbeat details';

const UNKEPT =
  'the heartbeat details are too large for Temporal (about 2 MB) while the activity waits: after its approval it begins without heartbeat details';

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
