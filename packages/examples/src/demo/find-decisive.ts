import { Verdict } from '@openbox/core-client/contract';
import type { RecordedDecision } from './case-outcome';

const STRENGTH: readonly Verdict[] = [
  Verdict.ALLOW,
  Verdict.CONSTRAIN,
  Verdict.REQUIRE_APPROVAL,
  Verdict.BLOCK,
  Verdict.HALT,
];

const weight = (decision: RecordedDecision): number =>
  STRENGTH.indexOf(decision.verdict) * 3 +
  (decision.refused ? 2 : decision.replacement !== undefined ? 1 : 0);

/**
 * The answer that made the difference: the strongest verdict, then a refusal by guardrails, then a redaction; the first
 * of equals.
 */
export function findDecisive(decisions: readonly RecordedDecision[]): RecordedDecision | undefined {
  return decisions.reduce<RecordedDecision | undefined>(
    (best, decision) => (best === undefined || weight(decision) > weight(best) ? decision : best),
    undefined,
  );
}
