import type { ActivityIdentity } from '../scope/activity-identity';

/** An identity with the given fields, for tests. */
export function testIdentity(fields: Partial<ActivityIdentity> = {}): ActivityIdentity {
  return {
    workflowId: 'wf-1',
    runId: 'run-1',
    workflowType: 'Agent',
    taskQueue: 'agents',
    activityId: '1',
    activityType: 'think',
    attempt: 1,
    ...fields,
  };
}
