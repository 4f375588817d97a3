import type { Condition } from '../conditions/condition';
import type { EventMatcher, PolicyRule } from './policy-schema';
import type { PolicySource } from './policy-source';

/** A rule that is ready to be asked. */
export interface CompiledRule {
  readonly id: string;
  readonly on: EventMatcher | undefined;
  /** `undefined` where the rule is only about {@link on}. */
  readonly condition: Condition | undefined;
  readonly decision: PolicyRule['decision'];
  readonly reason: string | undefined;
  readonly riskScore: number | undefined;
  readonly constraints: readonly unknown[] | undefined;
  readonly approvalTimeoutMs: number | undefined;
  readonly agents: ReadonlySet<string> | undefined;
  readonly onError: 'block' | 'skip';
  /** `file:line:column` of a place in the condition. */
  locate(conditionOffset: number): string;
}

/** Default of `approval.expires_in`, as the platform has it. */
export const DEFAULT_APPROVAL_TIMEOUT_MS = 30 * 60 * 1000;

/** Puts the parts of a rule together; `index` is its place in the file. */
export function createCompiledRule(
  rule: PolicyRule,
  parts: { condition: Condition | undefined; approvalTimeoutMs: number | undefined },
  source: PolicySource,
  index: number,
): CompiledRule {
  return {
    id: rule.id,
    on: rule.on,
    condition: parts.condition,
    decision: rule.decision,
    reason: rule.reason,
    riskScore: rule.risk_score,
    constraints: rule.constraints,
    approvalTimeoutMs: parts.approvalTimeoutMs,
    agents: rule.agents === undefined ? undefined : new Set(rule.agents),
    onError: rule.on_error ?? 'block',
    locate: (conditionOffset) => {
      const { file, line, column } = source.problemInScalar(['rules', index, 'when'], conditionOffset, '');
      return `${file}:${String(line)}:${String(column)}`;
    },
  };
}
