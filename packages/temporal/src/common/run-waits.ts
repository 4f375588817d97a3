import type { ApprovalWait } from './governance-activity';

/**
 * Query by which a run says what it waits for itself. Answered by our interceptor: no workflow declares it, and it is in
 * no list of a workflow's queries.
 */
export const RUN_WAITS_QUERY = 'openbox_pending_approvals';

/**
 * Signal that has all that waits for a human in a run ask Core at once, for those who have no `nudge` at hand, such as
 * `temporal workflow signal`. No workflow sees it.
 */
export const WAKE_SIGNAL = 'openbox_wake';

/** Answer to {@link RUN_WAITS_QUERY}. */
export interface RunWaits {
  readonly waits: readonly ApprovalWait[];
  /** Whether the run asks by timers, which only the signal cuts short. */
  readonly byTimer: boolean;
}

/** Whether an answer is ours: a worker without us may have given another one. */
export function isRunWaits(answer: unknown): answer is RunWaits {
  if (typeof answer !== 'object' || answer === null) return false;
  const { waits, byTimer }: Partial<Record<keyof RunWaits, unknown>> = answer;
  return typeof byTimer === 'boolean' && Array.isArray(waits) && waits.every(isWait);
}

function isWait(value: unknown): value is ApprovalWait {
  if (typeof value !== 'object' || value === null) return false;
  const { key, activityType, reason, requestedAtMs }: Partial<Record<keyof ApprovalWait, unknown>> = value;
  return (
    typeof key === 'object' &&
    key !== null &&
    typeof Reflect.get(key, 'activityId') === 'string' &&
    typeof activityType === 'string' &&
    typeof reason === 'string' &&
    typeof requestedAtMs === 'number'
  );
}
