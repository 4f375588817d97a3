import type { WorkflowExecutionDescription } from '@temporalio/client';

/** One activity that waits for a human. */
export interface PendingApproval {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly activityId: string;
  /** Type of the activity that waits, also where the workflow waits in its place. */
  readonly activityType: string;
  /** Why a human has to decide, as the policy says it. */
  readonly reason: string;
  readonly approvalId?: string;
  readonly policyId?: string;
  /** When approval was asked for. */
  readonly requestedAt?: Date;
}

/** Temporal's description of an activity that has not ended. */
export type PendingActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];
