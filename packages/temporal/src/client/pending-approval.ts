/** One step that waits for a human. */
export interface PendingApproval {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  /**
   * Id by which Core finds the step, together with the two above: the activity's own; for an event of the workflow itself
   * that of its approval.
   */
  readonly activityId: string;
  /** Type of the activity; of the event and its signal, such as `SignalReceived refund`, where the workflow's own waits. */
  readonly activityType: string;
  /** Why a human has to decide, as the policy says it. */
  readonly reason: string;
  readonly approvalId?: string;
  readonly policyId?: string;
  /** When approval was asked for. */
  readonly requestedAt?: Date;
}
