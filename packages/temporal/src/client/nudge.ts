import type { Client } from '@temporalio/client';
import { WAKE_SIGNAL } from '../common/run-waits';
import type { PendingApproval } from './pending-approval';
import { queryRunWaits } from './query-run-waits';
import { wakeActivities } from './wake-activities';

/** Longer than Core should take to answer a question that is under way. */
const MAX_LOOKS_MS = 10_000;

/**
 * Wake a run after a decision, so that what waits for a human in it need not wait for its next poll. Core stays the
 * authority: it is only asked sooner, and what has not been decided waits on.
 *
 * Costs the run no history event where activities wait; a run that waits by timers, because its worker takes no
 * activities, gets the signal `openbox_wake`, and so does one whose workers do not say whether it does. Needs a Temporal
 * server that can reset activities (1.28 and later).
 *
 * @throws what Temporal's client throws, `WorkflowNotFoundError` for a workflow that does not exist among it.
 */
export async function nudge(
  client: Client,
  { workflowId, runId }: Pick<PendingApproval, 'workflowId'> & Partial<Pick<PendingApproval, 'runId'>>,
): Promise<void> {
  const run = { workflowId, ...(runId !== undefined && { runId }) };
  const [{ waits, timedOut }, isFound] = await Promise.all([
    queryRunWaits(client, run),
    wakeActivities(client, run, MAX_LOOKS_MS),
  ]);
  if (waits?.byTimer === true || (timedOut && !isFound))
    await client.workflow.getHandle(workflowId, runId).signal(WAKE_SIGNAL);
}
