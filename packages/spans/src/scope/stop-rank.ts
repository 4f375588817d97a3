import { Verdict, type GovernanceVerdict } from '@openbox/core-client/contract';

/**
 * How strongly a verdict stops an activity: 0 lets it go on, more outranks less.
 *
 * Halt, block, a failed guardrail, a human's approval: the order in which the specification enforces them. A stop because
 * nobody could be asked is weaker than what somebody decided.
 */
export function stopRank(verdict: GovernanceVerdict): number {
  const isFallback = verdict.fallbackUsed === true;
  if (verdict.verdict === Verdict.HALT) return isFallback ? 3 : 5;
  if (verdict.verdict === Verdict.BLOCK) return isFallback ? 3 : 4;
  if (verdict.guardrails?.validationPassed === false) return 2;
  return verdict.verdict === Verdict.REQUIRE_APPROVAL ? 1 : 0;
}
