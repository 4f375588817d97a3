import type { Info } from '@temporalio/activity';
import type { ActivityIdentity } from '@openbox/spans';

/**
 * Who this attempt is, in events, spans and approvals. An activity that runs without a workflow stands for its own run:
 * Core refuses events without a workflow and a run.
 */
export function activityIdentity(info: Info): ActivityIdentity {
  const run = info.workflowExecution;
  return {
    workflowId: run?.workflowId ?? info.activityId,
    runId: run?.runId ?? runIdWithoutWorkflow(info),
    workflowType: info.workflowType ?? '',
    taskQueue: info.taskQueue,
    activityId: info.activityId,
    activityType: info.activityType,
    attempt: info.attempt,
  };
}

function runIdWithoutWorkflow(info: Info): string {
  const runId: unknown = Reflect.get(info, 'activityRunId');
  return typeof runId === 'string' && runId !== '' ? runId : info.activityId;
}
