import type { AnswerableDecision } from '@openbox/core-client/wire';
import type { Approval } from './approval';

/** An approval as its worker is told of it. */
export function toApprovalDecision(approval: Approval): AnswerableDecision {
  const reason = reasonFor(approval);
  return {
    state: approval.status,
    approvalId: approval.id,
    ...(reason !== undefined && { reason }),
    ...(approval.decidedBy !== undefined && { decidedBy: approval.decidedBy }),
    ...(approval.modifiedInput !== undefined && { modifiedInput: approval.modifiedInput }),
    expirationTime: approval.expiresAt,
  };
}

function reasonFor({ status, policyReason, decisionReason, expiresAt }: Approval): string | undefined {
  switch (status) {
    case 'pending':
      return policyReason;
    case 'approved':
    case 'rejected':
      return decisionReason;
    case 'expired':
      return `Nobody decided before the approval expired at ${expiresAt}.`;
  }
}
