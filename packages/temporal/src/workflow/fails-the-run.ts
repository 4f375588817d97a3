import { TemporalFailure } from '@temporalio/common';

interface Activator {
  isConfiguredFailureException?(error: unknown): boolean;
}

/**
 * Whether an error that leaves the workflow function fails the run. Any other error only fails the workflow task, which
 * Temporal retries: the run has not failed, and saying so to Core again on every retry would be untrue.
 *
 * The SDK has no public question for `workflowFailureErrorTypes` and `failureExceptionTypes`; its activator answers it,
 * and where that should ever be gone only Temporal's own failures count.
 */
export function failsTheRun(error: unknown): boolean {
  if (error instanceof TemporalFailure) return true;
  const activator: unknown = Reflect.get(globalThis, '__TEMPORAL_ACTIVATOR__');
  return isActivator(activator) && activator.isConfiguredFailureException?.(error) === true;
}

function isActivator(value: unknown): value is Activator {
  return typeof value === 'object' && value !== null;
}
