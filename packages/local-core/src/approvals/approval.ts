import type { JsonValue } from '@openbox/core-client/contract';

/**
 * - `pending`: nobody has decided yet.
 * - `approved`, `rejected`: somebody has.
 * - `expired`: nobody did in time.
 */
export type ApprovalStatus = 'pending' | 'approved' | 'rejected' | 'expired';

/** Something that waits, or waited, for a human. */
export interface Approval {
  readonly id: string;
  readonly status: ApprovalStatus;
  readonly agentId: string;
  readonly agentName: string;
  readonly workflowId: string;
  readonly runId: string;
  /** Of an event that belongs to no activity, which is decided on for the run as a whole: the approval's own id. */
  readonly activityId: string;
  readonly workflowType: string;
  /** Empty for an event that belongs to no activity. */
  readonly activityType: string;
  /** What a human decides about: the activity's input, its output, one operation within it, or an event of the run. */
  readonly subject: string;
  /** `metadata.action_digest` of the event that asked: names the exact action. Absent where the event carries none. */
  readonly actionDigest?: string;
  /** The event that asked. */
  readonly governanceEventId: string;
  /** The rule that asks for a human. */
  readonly policyId?: string;
  /** Why it does. */
  readonly policyReason?: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
  /** What was approved in the place of what was asked for: a list of arguments, or one value. */
  readonly modifiedInput?: JsonValue;
  /** Why it was approved or rejected. */
  readonly decisionReason?: string;
  readonly decidedBy?: string;
  /** RFC 3339, UTC. */
  readonly decidedAt?: string;
}

/** An approval before anybody decided. */
export type NewApproval = Omit<
  Approval,
  'status' | 'modifiedInput' | 'decisionReason' | 'decidedBy' | 'decidedAt'
>;

/** Which approvals are wanted; what is absent matches all. */
export interface ApprovalFilter {
  readonly status?: ApprovalStatus;
  /** Name or id of an agent. */
  readonly agent?: string;
  readonly workflowId?: string;
  readonly runId?: string;
  readonly activityId?: string;
  readonly activityType?: string;
}

/** Names the run of an agent that a step belongs to. */
export interface AgentRunKey {
  readonly agentId: string;
  readonly workflowId: string;
  readonly runId: string;
}

/** Names the step of an agent that a poll asks about. */
export interface AgentApprovalKey extends AgentRunKey {
  /** Of the activity; or of the approval itself, or of the event that asked for it. */
  readonly activityId: string;
}

/** Who decides, and why. */
export interface ApprovalDecisionInput {
  /** Text for people; the workflow sees it where the step is rejected. */
  readonly reason?: string;
  /** @defaultValue `"local"` */
  readonly decidedBy?: string;
}

/** Who approves, why, and whether something else than what was asked for. */
export interface ApprovalGrantInput extends ApprovalDecisionInput {
  /**
   * Approves this in the place of what was asked for: a list of arguments, one value for the only argument, or, where the
   * output waits, the result. Any JSON but `null`. The activity runs with it once it has been evaluated again.
   */
  readonly modifiedInput?: unknown;
}

/** Who rejects, and why, which has to be said. */
export interface ApprovalRejectionInput extends ApprovalDecisionInput {
  readonly reason: string;
}
