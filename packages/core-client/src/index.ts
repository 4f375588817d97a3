export { CoreClient } from './client/core-client';
export { resolveCoreClientOptions } from './client/resolve-core-client-options';
export type {
  CoreClientOptions,
  GovernanceErrorContext,
  OnApiError,
  ResolvedCoreClientOptions,
} from './client/core-client-options';
export type { BreakerOptions } from './client/core-breaker';
export type { AgentIdentity } from './client/agent-identity';
export type { Handoff } from './client/handoff';
export { apiKeyAuthenticator } from './client/api-key-authenticator';
export { didAuthenticator } from './client/did-authenticator';
export type { DidAuthenticatorOptions } from './client/did-authenticator';
export type { Authentication, Authenticator, AuthenticatorRequest } from './client/authenticator';
export { Secret } from './client/secret';
export { SDK_IDENTIFIER, SDK_VERSION } from './client/sdk-version';

export {
  highestPriority,
  requiresApproval,
  shouldStop,
  toV10Action,
  Verdict,
  verdictPriority,
} from './contract/verdict';
export type { V10Action } from './contract/verdict';
export { parseVerdict } from './contract/parse-verdict';
export type { GuardrailsReason, GuardrailsResult } from './contract/guardrails';
export {
  guardrailsFailureMessage,
  guardrailsFailureReason,
  guardrailsReasonText,
} from './contract/guardrails-text';
export type { GuardrailsSide } from './contract/guardrails-text';
export type { GovernancePatch } from './contract/governance-patch';
export type { GovernanceVerdict } from './contract/governance-verdict';
export type { ApprovalDecision, ApprovalState } from './contract/approval';
export type { ApprovalKey, CallOptions, Evaluate, Evaluator } from './contract/evaluator';
export { EVENT_SOURCE, GovernanceEventType } from './contract/events';
export type { EventError, EventStatus, GovernanceEvent } from './contract/events';
export { redactInput, redactOutput } from './contract/redaction';
export type { RedactedInput, RedactedOutput, RedactionOptions } from './contract/redaction';
export {
  CIRCULAR_MARKER,
  toJsonValue,
  TRUNCATED_MARKER,
  UNSERIALIZABLE_MARKER,
} from './contract/to-json-value';
export type { JsonLimits } from './contract/to-json-value';
export type { JsonValue } from './contract/json-value';
export { OpenBoxError } from './contract/errors/openbox-error';
export type { OpenBoxErrorCode, OpenBoxErrorOptions } from './contract/errors/openbox-error';
export { OpenBoxAuthError } from './contract/errors/openbox-auth-error';
export type { OpenBoxAuthErrorCode } from './contract/errors/openbox-auth-error';
export { OpenBoxConfigError } from './contract/errors/openbox-config-error';
export { OpenBoxInsecureURLError } from './contract/errors/openbox-insecure-url-error';
export { OpenBoxNetworkError } from './contract/errors/openbox-network-error';
export { OpenBoxResponseError } from './contract/errors/openbox-response-error';
export { OpenBoxSigningError } from './contract/errors/openbox-signing-error';
export { GovernanceRefusedError } from './contract/errors/governance-refused-error';
export {
  GovernanceFailureType,
  HALT_TERMINATION_PREFIX,
  isGovernanceFailureType,
} from './contract/governance-failure-type';
export type { GovernanceFailure, GovernanceFailureDetails } from './contract/governance-failure';
export { getGovernanceFailure } from './contract/get-governance-failure';
export { fromBase64, toBase64 } from './contract/base64';
