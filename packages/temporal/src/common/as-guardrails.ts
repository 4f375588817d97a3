import type { GuardrailsResult } from '@openbox/core-client/contract';

/** Data for the place of arguments or a result that did not come as a verdict's guardrails, to be put there by their rules. */
export function asGuardrails(
  inputType: 'activity_input' | 'activity_output',
  redactedInput: unknown,
): GuardrailsResult {
  return { inputType, redactedInput, validationPassed: true, reasons: [] };
}
