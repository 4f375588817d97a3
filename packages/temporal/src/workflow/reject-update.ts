import type { ApplicationFailure } from '@temporalio/common';

interface Activator {
  rejectUpdate(protocolInstanceId: string, error: Error): void;
}

/**
 * Answer an update as its validator would by throwing: it is rejected before it is accepted, and leaves no trace in
 * history.
 *
 * Validation interceptors do not run for a handler without a validator, so the run's activator is told directly.
 *
 * @returns `false` where that activator should ever be another: the update then goes on.
 */
export function rejectUpdate(protocolInstanceId: string, failure: ApplicationFailure): boolean {
  const activator: unknown = Reflect.get(globalThis, '__TEMPORAL_ACTIVATOR__');
  if (!isActivator(activator)) return false;
  activator.rejectUpdate(protocolInstanceId, failure);
  return true;
}

function isActivator(value: unknown): value is Activator {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, 'rejectUpdate') === 'function'
  );
}
