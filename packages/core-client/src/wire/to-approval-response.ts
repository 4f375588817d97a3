import type { ApprovalDecision } from '../contract/approval';
import type { ApprovalResponse } from './approval';

/** A decision that has a body: the other states are status codes. */
export interface AnswerableDecision extends ApprovalDecision {
  readonly state: 'pending' | 'approved' | 'rejected' | 'expired';
}

/** The body with which a server answers an approval poll. An expired approval is a `halt`, as Core makes it. */
export function toApprovalResponse(decision: AnswerableDecision): ApprovalResponse {
  return {
    ...(decision.approvalId !== undefined && { id: decision.approvalId }),
    action: toAction(decision),
    ...(decision.reason !== undefined && { reason: decision.reason }),
    ...(decision.expirationTime !== undefined && { approval_expiration_time: decision.expirationTime }),
    ...(decision.decidedBy !== undefined && { decided_by: decision.decidedBy }),
    ...(decision.modifiedInput !== undefined && { modified_input: decision.modifiedInput }),
    ...(decision.patch !== undefined && { patch: { new_input: decision.patch.newInput } }),
  };
}

function toAction(decision: AnswerableDecision): string {
  switch (decision.state) {
    case 'pending':
      return 'require_approval';
    case 'approved':
      return 'allow';
    case 'rejected':
      return decision.halt === true ? 'halt' : 'block';
    case 'expired':
      return 'halt';
  }
}
