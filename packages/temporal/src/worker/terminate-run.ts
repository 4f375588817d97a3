import { HALT_TERMINATION_PREFIX } from '@openbox/core-client/contract';
import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import type { Refusal } from '../common/governance-activity';
import { awaitTaskEnd } from './await-task-end';

/** The run that a halt ends: this one, never a later run of the same workflow id. */
export interface RunKey {
  readonly workflowId: string;
  readonly runId: string;
}

/** How long Temporal may take to answer before the halt is left to the failure alone. */
const TERMINATE_TIMEOUT_MS = 10_000;

/**
 * End a run because of a halt, as soon as no worker works on one of its workflow tasks: Temporal counts a task that is
 * cut off by the end of its run as a failed one. A task that goes on for many seconds is not waited for.
 *
 * Where that is not possible (no permission, no client, Temporal not reachable) it is logged, and the failure that the
 * caller throws anyway still stops the step.
 *
 * @returns whether the run is terminated.
 */
export async function terminateRun(
  run: RunKey,
  refusal: Refusal,
  client: () => Client | undefined,
  log: Logger,
): Promise<boolean> {
  try {
    const found = client();
    if (found === undefined) throw new Error('no Temporal client is available here');
    await awaitTaskEnd(run, found);
    const reason = `${HALT_TERMINATION_PREFIX}${refusal.details.reason}`;
    await found.withDeadline(Date.now() + TERMINATE_TIMEOUT_MS, () =>
      found.workflow.getHandle(run.workflowId, run.runId).terminate(reason),
    );
    return true;
  } catch (error) {
    if (isGone(error)) return true;
    log.error('Could not terminate the run after a governance halt; its step fails instead', {
      ...run,
      error,
    });
    return false;
  }
}

/** The run has ended meanwhile, which is all that was wanted. */
function isGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowNotFoundError';
}
