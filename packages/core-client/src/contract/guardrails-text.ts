import type { GuardrailsReason, GuardrailsResult } from './guardrails';

/** Which data of an activity a guardrail looked at. */
export type GuardrailsSide = 'input' | 'output';

/** The findings as one text: every reason that is not empty, in order, joined with `; `. Empty where there is none. */
export function guardrailsReasonText(reasons: readonly GuardrailsReason[] | null | undefined): string {
  return (reasons ?? [])
    .map((finding) => finding.reason)
    .filter((reason) => typeof reason === 'string' && reason.trim() !== '')
    .join('; ');
}

/**
 * Why guardrails refused, never empty: the findings, or a default that names the side.
 *
 * @param side - Taken from the result where it is not given.
 */
export function guardrailsFailureReason(guardrails: GuardrailsResult, side?: GuardrailsSide): string {
  const looked = side ?? (guardrails.inputType === 'activity_output' ? 'output' : 'input');
  return guardrailsReasonText(guardrails.reasons) || `${looked} did not pass validation`;
}

/** Message of the failure `GuardrailsValidationFailed`: `Guardrails validation failed: ` and the reason. */
export function guardrailsFailureMessage(guardrails: GuardrailsResult, side?: GuardrailsSide): string {
  return `Guardrails validation failed: ${guardrailsFailureReason(guardrails, side)}`;
}
