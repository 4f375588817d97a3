import type { ApprovalDecision } from './approval';
import type { GovernanceEvent } from './events';
import type { GovernanceVerdict } from './governance-verdict';

/** Options of one call to an {@link Evaluator}. */
export interface CallOptions {
  /** Aborts the call; it then rejects with the signal's reason, which is never turned into a verdict. */
  readonly signal?: AbortSignal;
}

/** Names the step whose approval is asked for: exactly the three ids of the approval request. */
export interface ApprovalKey {
  readonly workflowId: string;
  readonly runId: string;
  readonly activityId: string;
}

/** Asks for one verdict. Decorators have the form `(next: Evaluate) => Evaluate`. */
export type Evaluate = (event: GovernanceEvent, options?: CallOptions) => Promise<GovernanceVerdict>;

/**
 * Whoever decides: `CoreClient` in production, a scripted one in tests, one of your own.
 *
 * Every verdict resolves, `block` and `halt` included: a verdict is a value. An evaluator that cannot decide applies
 * its own policy and says so with `fallbackUsed`; a rejection is taken for a stop.
 */
export interface Evaluator {
  evaluate: Evaluate;
  /**
   * As {@link evaluate}, for callers that cannot wait, such as the gate of `fs.readFileSync`: **blocks the calling thread**,
   * in bounded time. With an evaluator without this method synchronous operations are refused where operations are governed.
   */
  evaluateSync?(event: GovernanceEvent): GovernanceVerdict;
  /**
   * How a human decided on a step that got `require_approval`. Never rejects but for an aborted signal: what could not
   * be found out is `unavailable`. An evaluator without this method can never have an approval granted.
   */
  pollApproval?(key: ApprovalKey, options?: CallOptions): Promise<ApprovalDecision>;
}
