import type { Client } from '@temporalio/client';
import type { LoadedDataConverter } from '@temporalio/common';
import { GovernanceFailureType } from '@openbox/core-client/contract';
import type { PendingActivity, PendingApproval } from './pending-approval';

/** Whose approvals are asked for: those of one workflow, or of all running workflows of a task queue. */
export type ApprovalTarget =
  { readonly workflowId: string; readonly runId?: string } | { readonly taskQueue: string };

/**
 * What one run, or all runs of a task queue, wait for, from anywhere that has a Temporal client, such as a stateless web
 * server. Read from Temporal alone; whether an approval has been decided meanwhile is Core's to say.
 *
 * @throws what Temporal's client throws, `WorkflowNotFoundError` for a workflow that does not exist among it.
 */
export async function pendingApprovals(client: Client, target: ApprovalTarget): Promise<PendingApproval[]> {
  const found: PendingApproval[] = [];
  for (const { workflowId, runId } of await runsOf(client, target)) {
    const description = await client.workflow.getHandle(workflowId, runId).describe();
    for (const activity of description.raw.pendingActivities ?? []) {
      const details = await waitingDetails(activity, client.workflow.options.loadedDataConverter);
      if (details === undefined) continue;
      found.push({
        workflowId: description.workflowId,
        runId: description.runId,
        workflowType: description.type,
        activityId: activity.activityId ?? '',
        ...toPending(activity, details),
      });
    }
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

/** The decoded details of the failure that a waiting activity last had; `undefined` where it does not wait. */
async function waitingDetails(
  activity: PendingActivity,
  converter: LoadedDataConverter,
): Promise<unknown[] | undefined> {
  const failure = activity.lastFailure?.applicationFailureInfo;
  if (failure?.type !== GovernanceFailureType.APPROVAL_PENDING) return undefined;
  let payloads = failure.details?.payloads ?? [];
  for (const codec of [...converter.payloadCodecs].reverse()) payloads = await codec.decode(payloads);
  return payloads.map((payload): unknown => converter.payloadConverter.fromPayload(payload));
}

function toPending(
  activity: PendingActivity,
  [facts, wait]: unknown[],
): Pick<PendingApproval, 'activityType' | 'reason' | 'approvalId' | 'policyId' | 'requestedAt'> {
  const approvalId = text(facts, 'approvalId');
  const policyId = text(facts, 'policyId');
  const requestedAtMs = field(wait, 'requestedAtMs');
  return {
    activityType: text(wait, 'activityType') ?? activity.activityType?.name ?? '',
    reason: text(facts, 'reason') ?? '',
    ...(approvalId !== undefined && { approvalId }),
    ...(policyId !== undefined && { policyId }),
    ...(typeof requestedAtMs === 'number' && { requestedAt: new Date(requestedAtMs) }),
  };
}

function text(value: unknown, key: string): string | undefined {
  const found = field(value, key);
  return typeof found === 'string' ? found : undefined;
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
