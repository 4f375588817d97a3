import { Verdict } from './verdict';

/** `type` of every failure by which governance stops something in Temporal. Must match the Python SDK. */
export const GovernanceFailureType = {
  /** `block` and `halt` (the specification's name for both). */
  STOP: 'GovernanceStop',
  /** `block`, where v1.1 error types are chosen. */
  BLOCK: 'GovernanceBlock',
  /** `halt`, where v1.1 error types are chosen. */
  HALT: 'GovernanceHalt',
  /** Core could not be asked and `onApiError` is `fail_closed`. */
  API_ERROR: 'GovernanceAPIError',
  GUARDRAILS_VALIDATION_FAILED: 'GuardrailsValidationFailed',
  /** Retryable: a human has not decided yet. */
  APPROVAL_PENDING: 'ApprovalPending',
  APPROVAL_REJECTED: 'ApprovalRejected',
  APPROVAL_EXPIRED: 'ApprovalExpired',
  /** Of newer Python SDKs; recognised, not thrown. */
  PATCH: 'GovernancePatch',
  /** Of newer Python SDKs; recognised, not thrown. */
  RETRYABLE_BLOCK: 'GovernanceRetryableBlock',
  /** Of newer Python SDKs; recognised, not thrown. */
  PATCH_LIMIT_EXCEEDED: 'GovernancePatchLimitExceeded',
} as const;

export type GovernanceFailureType = (typeof GovernanceFailureType)[keyof typeof GovernanceFailureType];

/**
 * Begins the reason of the termination of a halted run. All that a client sees of such a run is a `TerminatedFailure` with
 * this text and Core's reason.
 */
export const HALT_TERMINATION_PREFIX = 'OpenBox governance halt: ';

const KNOWN: ReadonlySet<string> = new Set(Object.values(GovernanceFailureType));

/** Whether a failure's `type` is one of governance. */
export function isGovernanceFailureType(type: unknown): type is GovernanceFailureType {
  return typeof type === 'string' && KNOWN.has(type);
}

/** The verdict that a failure type stands for by itself; `undefined` where only its details say. */
export function verdictOfFailureType(type: GovernanceFailureType): Verdict | undefined {
  switch (type) {
    case GovernanceFailureType.HALT:
      return Verdict.HALT;
    case GovernanceFailureType.BLOCK:
    case GovernanceFailureType.PATCH:
    case GovernanceFailureType.RETRYABLE_BLOCK:
    case GovernanceFailureType.PATCH_LIMIT_EXCEEDED:
      return Verdict.BLOCK;
    case GovernanceFailureType.APPROVAL_PENDING:
      return Verdict.REQUIRE_APPROVAL;
    default:
      return undefined;
  }
}
