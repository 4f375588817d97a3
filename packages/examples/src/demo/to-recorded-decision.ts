import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import type { RecordedDecision } from './case-outcome';

/** Reduce one event that Core recorded, and the verdict that it got, to what the account tells. */
export function toRecordedDecision(recorded: {
  readonly event: GovernanceEvent;
  readonly verdict: GovernanceVerdict;
}): RecordedDecision {
  const { event, verdict } = recorded;
  const { guardrails } = verdict;
  const findings = guardrails?.reasons ?? [];
  const replacement = guardrails?.redactedInput ?? undefined;
  const reason = verdict.reason || findings.map((finding) => finding.reason).join('; ');
  return {
    event,
    verdict: verdict.verdict,
    rules: [
      ...(verdict.policyId ? [verdict.policyId] : []),
      ...new Set(findings.map(({ type, field }) => `${type} in ${field}`)),
    ],
    ...(reason ? { reason } : {}),
    ...(verdict.constraints ? { constraints: verdict.constraints } : {}),
    ...(replacement === undefined ? {} : { replacement }),
    refused: guardrails?.validationPassed === false,
  };
}
