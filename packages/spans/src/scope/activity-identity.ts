/** Names one attempt of one activity, in Temporal's terms. */
export interface ActivityIdentity {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly activityId: string;
  readonly activityType: string;
  /** From 1. */
  readonly attempt: number;
}
