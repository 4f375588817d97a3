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

/** Activities that change something outside of the agent. */
const ACTING: ReadonlySet<string> = new Set([
  'issueRefund',
  'closeAccount',
  'exportCustomers',
  'escalate',
  'sendReply',
]);

const isActing = ({ event }: RecordedDecision): boolean =>
  event.event_type === 'ActivityStarted' && ACTING.has(event.activity_type ?? '');

/**
 * The answer that made the difference: the strongest verdict, then a refusal by guardrails, then a redaction; the first
 * of equals. Where everything was simply allowed, it is the first act.
 */
export function findDecisive(decisions: readonly RecordedDecision[]): RecordedDecision | undefined {
  const strongest = decisions.reduce<RecordedDecision | undefined>(
    (best, decision) => (best === undefined || weight(decision) > weight(best) ? decision : best),
    undefined,
  );
  if (strongest === undefined || weight(strongest) > 0) return strongest;
  return decisions.find(isActing) ?? strongest;
}
