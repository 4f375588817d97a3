export {
  highestPriority,
  requiresApproval,
  shouldStop,
  toV10Action,
  Verdict,
  verdictPriority,
} from './verdict';
export type { V10Action } from './verdict';
export { parseVerdict } from './parse-verdict';
export type { GuardrailsReason, GuardrailsResult } from './guardrails';
export { guardrailsFailureMessage, guardrailsFailureReason, guardrailsReasonText } from './guardrails-text';
export type { GuardrailsSide } from './guardrails-text';
export type { GovernancePatch } from './governance-patch';
export type { GovernanceVerdict } from './governance-verdict';
export type { ApprovalDecision, ApprovalState } from './approval';
export type { ApprovalKey, CallOptions, Evaluate, Evaluator } from './evaluator';
export { EVENT_SOURCE, GovernanceEventType } from './events';
export type { EventError, EventStatus, GovernanceEvent } from './events';
export { redactInput, redactOutput } from './redaction';
export type { RedactedInput, RedactedOutput, RedactionOptions } from './redaction';
export { CIRCULAR_MARKER, toJsonValue, TRUNCATED_MARKER, UNSERIALIZABLE_MARKER } from './to-json-value';
export type { JsonLimits } from './to-json-value';
export type { JsonValue } from './json-value';
export { OpenBoxError } from './errors/openbox-error';
export type { OpenBoxErrorCode, OpenBoxErrorOptions } from './errors/openbox-error';
export { OpenBoxAuthError } from './errors/openbox-auth-error';
export type { OpenBoxAuthErrorCode } from './errors/openbox-auth-error';
export { OpenBoxConfigError } from './errors/openbox-config-error';
export { OpenBoxInsecureURLError } from './errors/openbox-insecure-url-error';
export { OpenBoxNetworkError } from './errors/openbox-network-error';
export { OpenBoxResponseError } from './errors/openbox-response-error';
export { OpenBoxSigningError } from './errors/openbox-signing-error';
export { GovernanceRefusedError } from './errors/governance-refused-error';
export {
  GovernanceFailureType,
  HALT_TERMINATION_PREFIX,
  isGovernanceFailureType,
} from './governance-failure-type';
export type { GovernanceFailure, GovernanceFailureDetails } from './governance-failure';
export { getGovernanceFailure } from './get-governance-failure';
export { fromBase64, toBase64 } from './base64';
