import type { Approval } from '../approvals/approval';

/** An approval in the admin API, spelt like the wire contract. */
export function toApprovalBody(approval: Approval): Record<string, unknown> {
  return {
    id: approval.id,
    status: approval.status,
    agent_id: approval.agentId,
    agent_name: approval.agentName,
    workflow_id: approval.workflowId,
    run_id: approval.runId,
    workflow_type: approval.workflowType,
    activity_id: approval.activityId,
    activity_type: approval.activityType,
    subject: approval.subject,
    action_digest: approval.actionDigest,
    governance_event_id: approval.governanceEventId,
    policy_id: approval.policyId,
    policy_reason: approval.policyReason,
    created_at: approval.createdAt,
    expires_at: approval.expiresAt,
    modified_input: approval.modifiedInput,
    decision_reason: approval.decisionReason,
    decided_by: approval.decidedBy,
    decided_at: approval.decidedAt,
  };
}
