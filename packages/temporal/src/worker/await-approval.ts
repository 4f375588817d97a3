import type { Context } from '@temporalio/activity';
import { approvalPendingFailure } from '../common/governance-failure';
import type { ApprovalOutcome, ApprovalWait, RefusalDetails } from '../common/governance-activity';
import { toOutcome, WAITED_TOO_LONG } from './activity-approval';
import type { GovernanceConfig } from './governance-config';
import type { GuardedEvaluator } from './guarded-evaluator';

/**
 * Ask once how a human decided, in the place of an activity that cannot be retried any more. Its own retries are
 * unlimited and leave nothing in history, however long the wait.
 *
 * @throws ApplicationFailure `ApprovalPending`, retryable, while nobody has decided.
 */
export async function awaitApproval(
  wait: ApprovalWait,
  evaluator: GuardedEvaluator,
  config: GovernanceConfig,
  context: Context,
): Promise<ApprovalOutcome> {
  const decision = await evaluator.pollApproval(wait.key, { signal: context.cancellationSignal });
  const { state } = decision;
  if (state === 'approved' || state === 'rejected' || state === 'expired') {
    return toOutcome({ ...decision, state }, wait.approvalId);
  }
  if (Date.now() - wait.requestedAtMs >= config.hitlMaxWaitMs) return WAITED_TOO_LONG;
  const details: RefusalDetails = {
    verdict: 'require_approval',
    reason: wait.reason,
    ...(wait.approvalId !== undefined && { approvalId: wait.approvalId }),
    ...(wait.policyId !== undefined && { policyId: wait.policyId }),
  };
  throw approvalPendingFailure(`Approval required: ${wait.reason}`, details, {
    nextRetryDelayMs: config.hitlPollIntervalMs,
    retryable: true,
    wait,
  });
}
