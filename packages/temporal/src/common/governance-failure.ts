import { ApplicationFailure } from '@temporalio/common';
import type { Duration } from '@temporalio/common';
import type { Refusal, RefusalDetails } from './governance-activity';

/** The non-retryable failure that a refusal becomes. The one place where ours turn into Temporal's failures. */
export function toFailure(refusal: Refusal, cause?: unknown): ApplicationFailure {
  return ApplicationFailure.create({
    type: refusal.type,
    message: refusal.message,
    nonRetryable: true,
    details: [refusal.details],
    ...(cause instanceof Error && { cause }),
  });
}

/**
 * The failure of an attempt that waits for a human. Retryable, and benign: Temporal neither logs it as a warning nor
 * counts it as a failed activity.
 */
export function approvalPendingFailure(
  message: string,
  details: RefusalDetails,
  nextRetryDelay: Duration,
): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'ApprovalPending',
    message,
    nonRetryable: false,
    nextRetryDelay,
    category: 'BENIGN',
    details: [details],
  });
}
