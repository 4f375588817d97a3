import { Verdict, verdictPriority } from '@openbox/core-client/contract';
import { createConditionInput } from '../conditions/condition-input';
import type { CompiledRule } from './compiled-rule';
import { matchesEvent } from './matches-event';
import type { PolicyDecision, PolicyEngine, PolicyFailure } from './policy-engine';

interface RuleOutcome {
  readonly rule: CompiledRule;
  readonly verdict: Verdict;
  readonly reason: string | undefined;
}

/**
 * Evaluates every rule and lets the highest verdict win; of two equal ones the one that stands first.
 *
 * A rule is asked for its `on` first and its condition then. A condition without an answer blocks or is skipped, as the
 * rule says with `on_error`.
 */
export function createRuleEngine(rules: readonly CompiledRule[], defaultDecision: Verdict): PolicyEngine {
  return {
    decide(event, agent) {
      const input = createConditionInput({ ...event }, agent);
      const failures: PolicyFailure[] = [];
      const matched: string[] = [];
      let winner: RuleOutcome | undefined;

      const consider = (outcome: RuleOutcome): void => {
        if (winner !== undefined && verdictPriority(outcome.verdict) <= verdictPriority(winner.verdict))
          return;
        winner = outcome;
      };

      for (const rule of rules) {
        if (rule.agents !== undefined && !rule.agents.has(agent.name) && !rule.agents.has(agent.id)) continue;
        if (!matchesEvent(rule.on, event)) continue;
        const result = rule.condition?.evaluate(input) ?? { kind: 'true' };
        if (result.kind === 'true') {
          matched.push(rule.id);
          consider({ rule, verdict: rule.decision, reason: rule.reason });
        } else if (result.kind === 'error') {
          const message = `The condition of rule "${rule.id}" could not be evaluated: ${result.message} (${rule.locate(result.offset)})`;
          failures.push({ policyId: rule.id, message });
          if (rule.onError === 'block') consider({ rule, verdict: Verdict.BLOCK, reason: message });
        }
      }
      return toDecision(winner, defaultDecision, matched, failures);
    },
  };
}

function toDecision(
  winner: RuleOutcome | undefined,
  defaultDecision: Verdict,
  matched: readonly string[],
  failures: readonly PolicyFailure[],
): PolicyDecision {
  if (winner === undefined) {
    const isAllowed = defaultDecision === Verdict.ALLOW;
    const reason = `No rule allows this; the default decision is ${defaultDecision}.`;
    return { verdict: defaultDecision, ...(isAllowed ? {} : { reason }), matched, failures };
  }
  const { rule, verdict, reason } = winner;
  return {
    verdict,
    policyId: rule.id,
    ...(reason === undefined ? {} : { reason }),
    ...(rule.riskScore === undefined ? {} : { riskScore: rule.riskScore }),
    ...(rule.constraints === undefined ? {} : { constraints: rule.constraints }),
    ...(rule.approvalTimeoutMs === undefined ? {} : { approvalTimeoutMs: rule.approvalTimeoutMs }),
    matched,
    failures,
  };
}
