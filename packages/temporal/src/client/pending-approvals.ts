import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type { ApprovalWait } from '../common/governance-activity';
import type { PendingApproval } from './pending-approval';
import { queryRunWaits } from './query-run-waits';
import { readActivityWait } from './waiting-activity';
import type { ActivityWait, PendingActivity } from './waiting-activity';

/** Whose approvals are asked for: those of one workflow, or of all running workflows of a task queue. */
export type ApprovalTarget =
  { readonly workflowId: string; readonly runId?: string } | { readonly taskQueue: string };

/** Runs that are looked at together. */
const AT_ONCE = 10;

type WaitFacts = Omit<PendingApproval, 'workflowId' | 'runId' | 'workflowType'>;

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
  const description = await client.workflow.getHandle(run.workflowId, run.runId).describe();
  if (description.status.name !== 'RUNNING') return { waits: [], timedOut: false };
  const { workflowId, runId, type: workflowType } = description;
  const answer = asks ? await queryRunWaits(client, { workflowId, runId }) : { timedOut: true };
  const own = answer.waits?.waits.map(ofRun);
  const seen = await activityWaits(client, description, own !== undefined);
  // An activity whose wait the run took over meanwhile is there twice.
  const others = seen.filter(
    ({ activityId }) => own?.some((wait) => wait.activityId === activityId) !== true,
  );
  const waits = [...(own ?? []), ...others].map((each) => ({ workflowId, runId, workflowType, ...each }));
  return { waits, timedOut: answer.timedOut };
}

/** @param runAnswers - whether the run itself has said what its own activities wait for. */
async function activityWaits(
  client: Client,
  { raw }: WorkflowExecutionDescription,
  runAnswers: boolean,
): Promise<WaitFacts[]> {
  const found: WaitFacts[] = [];
  for (const activity of raw.pendingActivities ?? []) {
    if (runAnswers && activity.activityType?.name === GOVERNANCE_ACTIVITY) continue;
    const wait = await readActivityWait(activity, client.workflow.options.loadedDataConverter);
    if (wait !== undefined) found.push(ofActivity(activity, wait));
  }
  return found;
}

function ofRun({ key, activityType, reason, requestedAtMs, approvalId, policyId }: ApprovalWait): WaitFacts {
  return {
    activityId: key.activityId,
    activityType,
    reason,
    ...(approvalId !== undefined && { approvalId }),
    ...(policyId !== undefined && { policyId }),
    requestedAt: new Date(requestedAtMs),
  };
}

function ofActivity(
  { activityId, activityType }: PendingActivity,
  { details, wait }: ActivityWait,
): WaitFacts {
  const { reason = '', approvalId, policyId } = details;
  if (wait !== undefined && 'activityType' in wait)
    return ofRun({ ...wait, ...(approvalId !== undefined && { approvalId }) });
  return {
    activityId: activityId ?? '',
    activityType: activityType?.name ?? '',
    reason,
    ...(approvalId !== undefined && { approvalId }),
    ...(policyId !== undefined && { policyId }),
    ...(wait !== undefined && { requestedAt: new Date(wait.requestedAtMs) }),
  };
}
