import type { GovernanceEvent, Verdict } from '@openbox/core-client/contract';

/** The agent that an event came from, by its API key. */
export interface PolicyAgent {
  readonly id: string;
  readonly name: string;
}

/** What the policies say about one event, before guardrails and approvals. */
export interface PolicyDecision {
  readonly verdict: Verdict;
  readonly reason?: string;
  /** Id of the rule that decided; absent where none matched. */
  readonly policyId?: string;
  readonly riskScore?: number;
  readonly constraints?: readonly unknown[];
  /** How long a human has, where the verdict asks for one. */
  readonly approvalTimeoutMs?: number;
  /** Ids of all rules that matched, in the order of the files. */
  readonly matched: readonly string[];
  /** Rules whose condition had no answer for this event; which of them blocked is theirs to say. */
  readonly failures: readonly PolicyFailure[];
}

/** A condition that could not be evaluated. */
export interface PolicyFailure {
  readonly policyId: string;
  /** What went wrong and where: file, line and column. */
  readonly message: string;
}

/** Decides on events. The embedded engine evaluates rules in YAML; another policy language would be another one. */
export interface PolicyEngine {
  decide(event: GovernanceEvent, agent: PolicyAgent): PolicyDecision;
}
