import type { Client } from '@temporalio/client';
import { allWaits, factsOf } from '../common/wait-facts';
import { activityWaits } from './activity-waits';
import type { PendingApproval } from './pending-approval';
import { queryRunWaits } from './query-run-waits';

/** Whose approvals are asked for: those of one workflow, or of all running workflows of a task queue. */
export type ApprovalTarget =
  { readonly workflowId: string; readonly runId?: string } | { readonly taskQueue: string };

/** Runs that are looked at together. */
const AT_ONCE = 10;

/**
 * What one run, or all runs of a task queue, wait for, from anywhere that has a Temporal client, such as a stateless web
 * server. Whether an approval has been decided meanwhile is Core's to say.
 *
 * The run itself is queried (`openbox_pending_approvals`), and its pending activities are looked at. Where no worker
 * answers the query within 5 seconds, what activities wait for is still found; what a run waits for by timers, because its
 * worker takes no activities, is not. The client needs the data converter of the workers.
 *
 * @throws what Temporal's client throws, `WorkflowNotFoundError` for a workflow that does not exist among it.
 */
export async function pendingApprovals(client: Client, target: ApprovalTarget): Promise<PendingApproval[]> {
  const runs = await runsOf(client, target);
  const found: PendingApproval[] = [];
  let workersAnswer = true;
  for (let first = 0; first < runs.length; first += AT_ONCE) {
    const together = runs.slice(first, first + AT_ONCE);
    const looked = await Promise.all(together.map((run) => lookAt(client, run, workersAnswer)));
    found.push(...looked.flatMap(({ waits }) => waits));
    // Runs of one queue have the same workers: where there are none, the others are not asked.
    if (looked.every(({ timedOut }) => timedOut)) workersAnswer = false;
  }
  return found;
}

async function runsOf(
  client: Client,
  target: ApprovalTarget,
): Promise<{ workflowId: string; runId?: string }[]> {
  if ('workflowId' in target) return [target];
  const query = `TaskQueue = ${JSON.stringify(target.taskQueue)} AND ExecutionStatus = 'Running'`;
  const runs: { workflowId: string; runId: string }[] = [];
  for await (const { workflowId, runId } of client.workflow.list({ query })) runs.push({ workflowId, runId });
  return runs;
}

async function lookAt(
  client: Client,
  run: { workflowId: string; runId?: string },
  asks: boolean,
): Promise<{ waits: PendingApproval[]; timedOut: boolean }> {
  const { status, raw, ...about } = await client.workflow.getHandle(run.workflowId, run.runId).describe();
  if (status.name !== 'RUNNING') return { waits: [], timedOut: false };
  const { workflowId, runId, type: workflowType } = about;
  const answer = asks ? await queryRunWaits(client, { workflowId, runId }) : { timedOut: true };
  const own = answer.waits?.waits.map(factsOf);
  const { loadedDataConverter } = client.workflow.options;
  const seen = await activityWaits(raw.pendingActivities ?? [], loadedDataConverter, own !== undefined);
  const waits = allWaits(own ?? [], seen).map(({ requestedAtMs, ...facts }) => ({
    workflowId,
    runId,
    workflowType,
    ...facts,
    ...(requestedAtMs !== undefined && { requestedAt: new Date(requestedAtMs) }),
  }));
  return { waits, timedOut: answer.timedOut };
}
