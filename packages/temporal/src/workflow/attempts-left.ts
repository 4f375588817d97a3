import type { RetryPolicy } from '@temporalio/common';
import type { ApprovalMark } from '../common/approval-mark';

interface Limits {
  readonly retry?: RetryPolicy;
}

/** The options of an activity that goes on after a wait: its own code has as many attempts as it has not used yet. */
export function withAttemptsLeft<T extends Limits>(options: T, { used }: ApprovalMark): T {
  const maximumAttempts = options.retry?.maximumAttempts;
  if (used === undefined || !isLimit(maximumAttempts)) return options;
  return { ...options, retry: { ...options.retry, maximumAttempts: Math.max(1, maximumAttempts - used) } };
}

/** Whether the number of attempts ends somewhere. */
export function isLimit(maximumAttempts: number | undefined): maximumAttempts is number {
  return maximumAttempts !== undefined && Number.isFinite(maximumAttempts) && maximumAttempts > 0;
}
