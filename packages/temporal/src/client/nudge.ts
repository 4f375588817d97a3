import type { Client } from '@temporalio/client';
import type { PendingApproval } from './pending-approval';

/**
 * Wake an activity that waits for a human, after a decision, so that it need not wait for its next poll. Core stays the
 * authority: the activity only asks it sooner, and waits on where nothing has been decided.
 *
 * Uses Temporal's reset of a pending activity: its attempts count from 1 again, its heartbeat details stay.
 *
 * @throws what Temporal's client throws, where the activity is not there any more among it.
 */
export async function nudge(
  client: Client,
  approval: Pick<PendingApproval, 'workflowId' | 'activityId'> & Partial<Pick<PendingApproval, 'runId'>>,
): Promise<void> {
  await client.workflowService.resetActivity({
    namespace: client.options.namespace,
    identity: client.options.identity,
    execution: {
      workflowId: approval.workflowId,
      ...(approval.runId !== undefined && { runId: approval.runId }),
    },
    id: approval.activityId,
    resetHeartbeat: false,
    keepPaused: true,
  });
}
