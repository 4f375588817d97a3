import type { ActivateInput, WorkflowInternalsInterceptor } from '@temporalio/workflow';
import { readUpdateRefusal } from '../common/update-refusal-header';
import { rejectUpdate } from './reject-update';
import type { RunGovernance } from './run-governance';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];

/**
 * Rejects updates before they are accepted: those that the worker was told to refuse, and all after a stop verdict.
 *
 * Only an update that arrives now can be rejected. One that is replayed from history was accepted, and stays so.
 */
export function createUpdateAdmission(governance: RunGovernance): WorkflowInternalsInterceptor {
  const refused = (job: Job, begins: boolean): boolean => {
    const update = job.doUpdate;
    if (update?.runValidator !== true || !update.name || !update.protocolInstanceId) return false;
    const failure = governance.refusalOfUpdate(update.name, readUpdateRefusal(update.headers ?? {}), begins);
    return failure !== undefined && rejectUpdate(update.protocolInstanceId, failure);
  };
  return {
    activate(input, next) {
      const { activation } = input;
      const jobs = activation.jobs ?? [];
      // The run itself only begins after the jobs that came with its start.
      const begins = jobs.some((job) => job.initializeWorkflow != null);
      if (jobs.some((job) => job.doUpdate != null)) {
        activation.jobs = jobs.filter((job) => !refused(job, begins));
      }
      next(input);
    },
  };
}
