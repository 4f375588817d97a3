import { TemporalFailure } from '@temporalio/common';
import { log } from '@temporalio/workflow';
import type { ActivateInput, WorkflowInternalsInterceptor } from '@temporalio/workflow';
import { WAKE_SIGNAL } from '../common/run-waits';
import { callGovernance, failWorkflowTask } from './call-governance';
import type { RunGovernance } from './run-governance';
import type { RunParts } from './run-parts';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];

/**
 * Takes the signals that wake a governed run out of what happens to it: no handler, no interceptor and no Core sees them.
 * The run's own timers are cut short at once; its activities are woken by the worker, because only Temporal can.
 */
export function createWakeInterceptor(
  governance: RunGovernance,
  { ownCalls, wakeup }: Pick<RunParts, 'ownCalls' | 'wakeup'>,
): WorkflowInternalsInterceptor {
  return {
    activate(input, next) {
      const { activation } = input;
      const jobs = activation.jobs ?? [];
      // A run that has not begun waits for nothing yet, and may be governed.
      const isOurs = governance.governed || jobs.some((job) => job.initializeWorkflow != null);
      const isWoken = isOurs && jobs.some(isWake);
      if (isWoken) activation.jobs = jobs.filter((job) => !isWake(job));
      next(input);
      if (!isWoken || !governance.governed || governance.settings === undefined) return;
      wakeup.wake();
      ownCalls.track(callGovernance({ wake: true }, governance.settings)).catch(giveUp);
    },
  };
}

function isWake(job: Job): boolean {
  return job.signalWorkflow?.signalName === WAKE_SIGNAL;
}

async function giveUp(error: unknown): Promise<void> {
  if (!(error instanceof TemporalFailure)) await failWorkflowTask(error);
  log.warn('OpenBox: could not wake the activities that wait for a human; they ask at their own pace', {
    error,
  });
}
