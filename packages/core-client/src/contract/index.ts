export { Verdict } from './verdict';
export type { GuardrailsReason, GuardrailsResult } from './guardrails';
export type { GovernanceVerdict } from './governance-verdict';
export type { ApprovalDecision, ApprovalState } from './approval';
export type { ApprovalKey, CallOptions, Evaluate, Evaluator } from './evaluator';
export { EVENT_SOURCE, GovernanceEventType } from './events';
export type { EventError, EventStatus, GovernanceEvent } from './events';
