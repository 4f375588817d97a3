import type { GovernanceFailureType } from './governance-failure-type';
import type { GuardrailsReason } from './guardrails';
import type { Verdict } from './verdict';

/** `details[0]` of a governance failure: what it is known by in a Temporal history. Holds no payload and no secret. */
export interface GovernanceFailureDetails {
  readonly verdict?: Verdict;
  readonly reason?: string;
  readonly policyId?: string;
  readonly riskScore?: number;
  readonly approvalId?: string;
  readonly governanceEventId?: string;
  /** Who rejected, where Core says so. */
  readonly decidedBy?: string;
  /** Findings of the guardrails, where they refused. */
  readonly reasons?: readonly GuardrailsReason[];
  /** `true` where `onApiError` decided in Core's place. */
  readonly fallbackUsed?: boolean;
}

/** What governance did, as found in an error by `getGovernanceFailure`. */
export interface GovernanceFailure extends GovernanceFailureDetails {
  readonly type: GovernanceFailureType;
  /** Why, in words. */
  readonly reason: string;
  /** Message of {@link error}. */
  readonly message: string;
  /** The error of the chain that says so. */
  readonly error: unknown;
}
