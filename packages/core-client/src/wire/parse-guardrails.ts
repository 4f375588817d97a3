import type { GuardrailsReason, GuardrailsResult } from '../contract/guardrails';
import { isJsonObject } from './json-object';
import { listField } from './lenient-field';

/**
 * Reads `guardrails_result`.
 *
 * @returns `undefined` where there is none (absent, `null`, empty); `'unusable'` where there is one and nobody can tell
 * what it asks for, so that it cannot be followed.
 */
export function parseGuardrails(value: unknown): GuardrailsResult | 'unusable' | undefined {
  if (value === undefined || value === null || value === false || value === '' || value === 0)
    return undefined;
  if (Array.isArray(value) && value.length === 0) return undefined;
  if (!isJsonObject(value)) return 'unusable';
  if (Object.keys(value).length === 0) return undefined;
  const validationPassed = value.validation_passed ?? true;
  if (typeof validationPassed !== 'boolean') return 'unusable';
  const redactedInput = value.redacted_input;
  const inputType = parseInputType(value.input_type);
  if (inputType === undefined && redactedInput !== undefined && redactedInput !== null) return 'unusable';
  return {
    inputType: inputType ?? '',
    ...(redactedInput !== undefined && { redactedInput }),
    validationPassed,
    reasons: parseReasons(value.reasons),
  };
}

function parseInputType(value: unknown): GuardrailsResult['inputType'] | undefined {
  switch (value ?? '') {
    case 'activity_input':
      return 'activity_input';
    case 'activity_output':
      return 'activity_output';
    case '':
      return '';
    default:
      return undefined;
  }
}

function parseReasons(value: unknown): GuardrailsReason[] {
  const findings: GuardrailsReason[] = [];
  for (const finding of listField(value) ?? []) {
    if (typeof finding === 'string') findings.push({ type: '', field: '', reason: finding });
    else if (isJsonObject(finding)) {
      findings.push({
        type: string(finding.type),
        field: string(finding.field),
        reason: string(finding.reason),
      });
    }
  }
  return findings;
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
