import { guardrailsFailureMessage, Verdict } from '@openbox/core-client/contract';
import type { GovernanceVerdict } from '@openbox/core-client/contract';
import type { Refusal, RefusalDetails } from './governance-activity';

/**
 * Which names failures of stop verdicts get: `v1.0` is `GovernanceStop` for both (the specification), `v1.1` tells
 * `GovernanceBlock` from `GovernanceHalt`.
 */
export type ErrorTypes = 'v1.0' | 'v1.1';

const NO_REASON = 'No reason provided';

/** The refusal for a `block` or `halt` verdict. Messages must match the Python SDK. */
export function stopRefusal(verdict: GovernanceVerdict, errorTypes: ErrorTypes): Refusal {
  const reason = verdict.reason === undefined || verdict.reason === '' ? NO_REASON : verdict.reason;
  const halt = verdict.verdict === Verdict.HALT;
  const details = refusalDetails(verdict, reason);
  const patch = halt || verdict.patch === undefined ? {} : { patch: { newInput: verdict.patch.newInput } };
  if (errorTypes === 'v1.0')
    return { type: 'GovernanceStop', message: `Governance blocked: ${reason}`, details, ...patch };
  return halt
    ? { type: 'GovernanceHalt', message: `Governance HALT: ${reason}`, details }
    : { type: 'GovernanceBlock', message: `Governance blocked: ${reason}`, details, ...patch };
}

/** The refusal of a workflow-level step for which Core could not be asked, under `fail_closed`. */
export function apiErrorRefusal(verdict: GovernanceVerdict): Refusal {
  const reason = verdict.reason ?? 'Governance API error';
  return { type: 'GovernanceAPIError', message: reason, details: refusalDetails(verdict, reason) };
}

/** The refusal for guardrails whose validation did not pass, whatever the verdict says. */
export function guardrailsRefusal(verdict: GovernanceVerdict, side: 'input' | 'output'): Refusal {
  const guardrails = verdict.guardrails ?? { inputType: '', validationPassed: false, reasons: [] };
  const message = guardrailsFailureMessage(guardrails, side);
  return {
    type: 'GuardrailsValidationFailed',
    message,
    details: { ...refusalDetails(verdict, message), reasons: guardrails.reasons },
  };
}

/** Facts of a verdict that a failure may carry: no payload, nothing that was redacted. */
export function refusalDetails(verdict: GovernanceVerdict, reason: string): RefusalDetails {
  return {
    verdict: verdict.verdict,
    reason,
    ...(verdict.policyId !== undefined && { policyId: verdict.policyId }),
    ...(verdict.riskScore !== undefined && { riskScore: verdict.riskScore }),
    ...(verdict.approvalId !== undefined && { approvalId: verdict.approvalId }),
    ...(verdict.governanceEventId !== undefined && { governanceEventId: verdict.governanceEventId }),
    ...(verdict.fallbackUsed === true && { fallbackUsed: true }),
  };
}
