import { ApplicationFailure, TemporalFailure } from '@temporalio/common';
import type { RetryPolicy } from '@temporalio/common';

/** Temporal's own defaults. */
const INITIAL_MS = 1_000;
const COEFFICIENT = 2;
const MAXIMUM_INTERVALS = 100;

/**
 * The error of an attempt, with the delay that its retry policy means: Temporal counts attempts that only waited for a
 * human as well, and would make the next one wait for ever longer. What says its delay itself, or is no failure of the
 * user's code, stays as it is.
 *
 * @param failures - attempts of the user's code that failed before this one.
 */
export function withOwnBackoff(error: unknown, policy: RetryPolicy, failures: number): unknown {
  if (error instanceof ApplicationFailure) {
    if (error.nonRetryable === true || error.nextRetryDelay != null) return error;
  } else if (!(error instanceof Error) || error instanceof TemporalFailure) return error;
  const { initialInterval = INITIAL_MS, backoffCoefficient = COEFFICIENT, maximumInterval } = policy;
  if (typeof initialInterval !== 'number') return error;
  const isLimited = typeof maximumInterval === 'number' && maximumInterval > 0;
  const limitMs = isLimited ? maximumInterval : initialInterval * MAXIMUM_INTERVALS;
  const nextRetryDelay = Math.min(initialInterval * backoffCoefficient ** failures, limitMs);
  return ApplicationFailure.fromError(error, { nextRetryDelay });
}
