import type { GovernancePatch } from './governance-patch';
import type { GuardrailsResult } from './guardrails';
import type { Verdict } from './verdict';

/**
 * Core's whole answer to one event. Only {@link verdict} is ever required of an evaluator of one's own:
 * `{ verdict: 'allow' }` is a complete answer.
 */
export interface GovernanceVerdict {
  readonly verdict: Verdict;
  /** Text for people. */
  readonly reason?: string;
  readonly policyId?: string;
  /** 0 (harmless) to 1. */
  readonly riskScore?: number;
  readonly trustTier?: string | number;
  readonly alignmentScore?: number;
  readonly behavioralViolations?: readonly string[];
  readonly constraints?: readonly unknown[];
  readonly approvalId?: string;
  /** When the approval that this verdict asked for expires, as Core wrote it. */
  readonly approvalExpirationTime?: string;
  /** Core's id of the evaluated event. */
  readonly governanceEventId?: string;
  readonly guardrails?: GuardrailsResult;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Only with `block`. */
  readonly patch?: GovernancePatch;
  /** `true` where Core could not be asked and `onApiError` answered in its place; Core's own `fallback_used` is in {@link raw}. */
  readonly fallbackUsed?: boolean;
  /** The answer as received, unknown fields included. */
  readonly raw?: unknown;
}
