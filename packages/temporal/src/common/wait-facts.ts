import type { ApprovalWait } from './governance-activity';

/** What is said of one wait for a human wherever it is listed or shown. Plain JSON. */
export interface WaitFacts {
  readonly activityId: string;
  /** Type of the activity; of the event and its signal where the workflow's own waits. */
  readonly activityType: string;
  readonly reason: string;
  readonly approvalId?: string;
  readonly policyId?: string;
  /** By the clock of the worker that asked. */
  readonly requestedAtMs?: number;
}

/** What is said of a wait of the run's own. */
export function factsOf(wait: ApprovalWait): WaitFacts {
  const { key, activityType, reason, requestedAtMs, approvalId, policyId } = wait;
  return {
    activityId: key.activityId,
    activityType,
    reason,
    ...(approvalId !== undefined && { approvalId }),
    ...(policyId !== undefined && { policyId }),
    requestedAtMs,
  };
}

/** The run's own waits and those seen at its activities: one whose wait the run has taken over meanwhile is in both. */
export function allWaits(own: readonly WaitFacts[], seen: readonly WaitFacts[]): WaitFacts[] {
  const ids = new Set(own.map(({ activityId }) => activityId));
  return [...own, ...seen.filter(({ activityId }) => !ids.has(activityId))];
}
