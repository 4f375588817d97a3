import type { ApprovalDecision } from '@openbox/core-client/contract';
import type { Info } from '@temporalio/activity';
import type { ApprovalOutcome } from '../common/governance-activity';

/** The outcome of a wait that went on for longer than `hitlMaxWait`. */
export const WAITED_TOO_LONG: ApprovalOutcome = {
  state: 'expired',
  reason: 'nobody decided within hitlMaxWait',
};

/** A decision as an outcome, with a text where Core gave none. */
export function toOutcome(
  decision: ApprovalDecision & { readonly state: ApprovalOutcome['state'] },
  approvalId: string | undefined,
): ApprovalOutcome {
  const known = decision.approvalId ?? approvalId;
  const silent = decision.state === 'expired' ? 'nobody decided in time' : 'No reason provided';
  return {
    state: decision.state,
    reason: decision.reason ?? silent,
    ...(known !== undefined && { approvalId: known }),
    ...(decision.decidedBy !== undefined && { decidedBy: decision.decidedBy }),
  };
}

/** How long a wait has lasted. Both times are the server's: the clocks of two workers need not agree. */
export function waitedMs(
  { currentAttemptScheduledTimestampMs }: Pick<Info, 'currentAttemptScheduledTimestampMs'>,
  sinceMs: number,
): number {
  return currentAttemptScheduledTimestampMs - sinceMs;
}
