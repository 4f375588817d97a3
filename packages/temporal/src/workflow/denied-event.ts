import type { ApprovalOutcome, ApprovalWait, Refusal } from '../common/governance-activity';
import { deniedRefusal } from '../common/governance-failure';

/** The refusal of a workflow's own event that a human denied. */
export function deniedEvent(wait: ApprovalWait, outcome: ApprovalOutcome): Refusal {
  const { activityType, reason, policyId } = wait;
  const details = { verdict: 'require_approval', reason, ...(policyId !== undefined && { policyId }) };
  return deniedRefusal(outcome, details, activityType);
}
