import { ApplicationFailure } from '@temporalio/common';
import { GovernanceFailureType } from '@openbox/core-client/contract';
import type { ApprovalMark } from './approval-mark';
import type { ApprovalOutcome, ApprovalWait, Refusal, RefusalDetails } from './governance-activity';

/** The non-retryable failure that a refusal becomes. The one place where ours turn into Temporal's failures. */
export function toFailure(refusal: Refusal, cause?: unknown): ApplicationFailure {
  return ApplicationFailure.create({
    type: refusal.type,
    message: refusal.message,
    nonRetryable: true,
    details: refusal.patch === undefined ? [refusal.details] : [refusal.details, refusal.patch],
    ...(cause instanceof Error && { cause }),
  });
}

/** How an attempt that waits for a human is tried again. */
export interface ApprovalRetry {
  readonly nextRetryDelayMs: number;
  /** `false` hands the wait over to the workflow at once. */
  readonly retryable: boolean;
  /** What is needed to go on with the wait and to show it, as the second detail. */
  readonly wait: ApprovalMark | ApprovalWait;
  /** Heartbeat details of the activity's own code, for the attempt after the wait, as the third detail. */
  readonly heartbeat?: unknown;
}

/**
 * The failure of an attempt that waits for a human. Benign: Temporal neither logs it as a warning nor counts it as a
 * failed activity.
 */
export function approvalPendingFailure(
  message: string,
  details: RefusalDetails,
  { nextRetryDelayMs, retryable, wait, heartbeat }: ApprovalRetry,
): ApplicationFailure {
  return ApplicationFailure.create({
    type: GovernanceFailureType.APPROVAL_PENDING,
    message,
    nonRetryable: !retryable,
    nextRetryDelay: nextRetryDelayMs,
    category: 'BENIGN',
    details: heartbeat === undefined ? [details, wait] : [details, wait, heartbeat],
  });
}

/**
 * The refusal for an approval that a human denied or that nobody gave in time.
 *
 * @param what - was to be approved.
 */
export function deniedRefusal(outcome: ApprovalOutcome, details: RefusalDetails, what = 'Activity'): Refusal {
  const facts = {
    ...details,
    reason: outcome.reason,
    ...(outcome.approvalId !== undefined && { approvalId: outcome.approvalId }),
    ...(outcome.decidedBy !== undefined && { decidedBy: outcome.decidedBy }),
  };
  return outcome.state === 'expired'
    ? {
        type: GovernanceFailureType.APPROVAL_EXPIRED,
        message: `Approval expired: ${outcome.reason}`,
        details: facts,
      }
    : {
        type: GovernanceFailureType.APPROVAL_REJECTED,
        message: `${what} rejected: ${outcome.reason}`,
        details: facts,
      };
}
