import type { ApprovalDecision } from '@openbox/core-client/contract';
import type { AskedApproval } from '../common/approval-mark';

/** One question to Core: how was the step with this activity id, or the approval with this id, decided? */
export type PollApproval = (activityId: string) => Promise<ApprovalDecision>;

/**
 * How each of the actions that an activity waits for was decided, in their order.
 *
 * Core is asked by the activity's own id. Where its answer names another approval than the one that was asked for, it is
 * asked by the id of that one; a Core that does not know this way answers for the first action alone, and never with an
 * approval that was given for something else. What it cannot say anything about is `unavailable`.
 *
 * @param answered - ids of approvals that earlier actions of the activity were approved by.
 */
export async function decisionsOn(
  asked: readonly AskedApproval[],
  answered: readonly string[],
  activityId: string,
  poll: PollApproval,
): Promise<ApprovalDecision[]> {
  const latest = await poll(activityId);
  const decisions: ApprovalDecision[] = [];
  for (const [index, { approvalId }] of asked.entries()) {
    const isOnly = asked.length === 1;
    if (isAbout(latest, approvalId, isOnly)) decisions.push(latest);
    else {
      const own = approvalId === undefined ? undefined : await poll(approvalId);
      const foreign = latest.approvalId !== undefined && isKnown(latest.approvalId, asked, answered);
      if (own !== undefined && isFound(own) && isAbout(own, approvalId, true)) decisions.push(own);
      else decisions.push(index > 0 || foreign ? { state: 'unavailable' } : latest);
    }
  }
  return decisions;
}

function isAbout(decision: ApprovalDecision, approvalId: string | undefined, isOnly: boolean): boolean {
  if (decision.approvalId === undefined || approvalId === undefined) return isOnly;
  return decision.approvalId === approvalId;
}

function isFound({ state }: ApprovalDecision): boolean {
  return state !== 'not_found' && state !== 'unavailable';
}

function isKnown(id: string, asked: readonly AskedApproval[], answered: readonly string[]): boolean {
  return answered.includes(id) || asked.some(({ approvalId }) => approvalId === id);
}
