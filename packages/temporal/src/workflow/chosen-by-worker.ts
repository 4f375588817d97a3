import { patched, workflowInfo } from '@temporalio/workflow';

/**
 * Whether the worker that began this run chose what `patchId` stands for. The choice is in the run's history, so every
 * later worker keeps to it, whatever its own options say.
 *
 * An SDK that cannot ask the worker (`patchActivationCallback`) would choose everything: there nothing is chosen.
 */
export function chosenByWorker(patchId: string): boolean {
  return (workflowInfo().unsafe.isReplaying || canAskWorker()) && patched(patchId);
}

function canAskWorker(): boolean {
  const activator: unknown = Reflect.get(globalThis, '__TEMPORAL_ACTIVATOR__');
  return (
    typeof activator === 'object' &&
    activator !== null &&
    Reflect.get(activator, 'patchActivationCallback') !== undefined
  );
}
