export { startLocalCore } from './local-core';
export type { LocalCore } from './local-core';
export type { LocalCoreOptions } from './local-core-options';
export type { LocalAgent, LocalAgentOptions } from './agents/local-agent';
export type {
  Approval,
  ApprovalDecisionInput,
  ApprovalFilter,
  ApprovalGrantInput,
  ApprovalRejectionInput,
  ApprovalStatus,
} from './approvals/approval';
export type { ApprovalDesk, WaitOptions } from './approvals/approval-desk';
export type { EventFilter, RecordedEvent } from './store/recorded-event';
export type { PoliciesOption } from './policies/policies-option';
export type {
  BanWordsGuardrailDocument,
  EventMatcherDocument,
  GuardrailDocument,
  PiiGuardrailDocument,
  PolicyDocument,
  PolicyRuleDocument,
  RegexGuardrailDocument,
} from './policies/policy-document';
export type { PolicyStatus } from './policies/policy-store';
export { PolicyLoadError } from './policies/policy-load-error';
export { formatPolicyProblem } from './policies/policy-problem';
export type { PolicyProblem } from './policies/policy-problem';
export { LocalCoreError } from './local-core-error';
export type { LocalCoreErrorCode } from './local-core-error';
export type { Log, LogEntry } from './log';
