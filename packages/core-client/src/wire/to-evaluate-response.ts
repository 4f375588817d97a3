import type { GovernanceVerdict } from '../contract/governance-verdict';
import type { GuardrailsResult } from '../contract/guardrails';
import { toV10Action } from '../contract/verdict';
import type { EvaluateResponse, GuardrailsResultBody } from './evaluate-response';

/** The body with which a server answers an event. `action` mirrors the verdict for clients of v1.0. */
export function toEvaluateResponse(verdict: GovernanceVerdict): EvaluateResponse {
  const body: Record<string, unknown> = {
    governance_event_id: verdict.governanceEventId,
    reason: verdict.reason,
    policy_id: verdict.policyId,
    risk_score: verdict.riskScore,
    trust_tier: verdict.trustTier,
    alignment_score: verdict.alignmentScore,
    behavioral_violations: verdict.behavioralViolations,
    constraints: verdict.constraints,
    approval_id: verdict.approvalId,
    approval_expiration_time: verdict.approvalExpirationTime,
    metadata: verdict.metadata,
    guardrails_result: verdict.guardrails && toGuardrailsBody(verdict.guardrails),
    patch: verdict.patch && { new_input: verdict.patch.newInput },
    fallback_used: verdict.fallbackUsed,
  };
  const present = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  return { verdict: verdict.verdict, action: toV10Action(verdict.verdict), ...present };
}

function toGuardrailsBody(guardrails: GuardrailsResult): GuardrailsResultBody {
  return {
    input_type: guardrails.inputType,
    ...(guardrails.redactedInput !== undefined && { redacted_input: guardrails.redactedInput }),
    validation_passed: guardrails.validationPassed,
    reasons: guardrails.reasons.map(({ type, field, reason }) => ({ type, field, reason })),
  };
}
