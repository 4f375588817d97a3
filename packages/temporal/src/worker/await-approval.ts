import { redactOutput, toJsonValue } from '@openbox/core-client/contract';
import type { ApprovalDecision } from '@openbox/core-client/contract';
import type { Context } from '@temporalio/activity';
import { approvalPendingFailure } from '../common/governance-failure';
import type {
  ApprovalOutcome,
  ApprovalWait,
  GovernanceActivityInput,
  RefusalDetails,
} from '../common/governance-activity';
import type { AskedApproval } from '../common/approval-mark';
import { actionDigest } from './action-digest';
import { decisionsOn } from './approval-decisions';
import type { PollApproval } from './approval-decisions';
import { createActivityEvents } from './activity-events';
import { toOutcome, WAITED_TOO_LONG, waitedMs } from './approval-outcome';
import { enforcementOf } from './enforcement';
import type { GovernanceConfig } from './governance-config';
import type { GuardedEvaluator } from './guarded-evaluator';
import type { RunTerminations } from './run-terminations';

const UNCHANGEABLE =
  'the approval is for changed arguments (modified_input), but an event of a workflow can only be approved as it is';

type AskedOnce = Extract<GovernanceActivityInput, { readonly approval: ApprovalWait }>;

interface AwaitApprovalParts {
  readonly evaluator: GuardedEvaluator;
  readonly config: GovernanceConfig;
  readonly terminations: RunTerminations;
}

/**
 * Ask once how a human decided, in the place of an activity that cannot be retried any more. Its own retries are
 * unlimited and leave nothing in history, however long the wait.
 *
 * @throws ApplicationFailure `ApprovalPending`, retryable, while nobody has decided.
 */
export async function awaitApproval(
  { approval: wait, waitedMs: asked }: AskedOnce,
  parts: AwaitApprovalParts,
  context: Context,
): Promise<ApprovalOutcome> {
  const { evaluator, config } = parts;
  const poll = (activityId: string): Promise<ApprovalDecision> =>
    evaluator.pollApproval({ ...wait.key, activityId }, { signal: context.cancellationSignal });
  const { decision, approvalId } = await decisionOn(wait, poll);
  const { state } = decision;
  if (state === 'approved' || state === 'rejected' || state === 'expired') {
    const outcome = toOutcome({ ...decision, state }, approvalId);
    // An event has happened, and an earlier build does not say what waits: neither can be changed any more.
    if (state === 'approved' && wait.phase === undefined && decision.modifiedInput !== undefined)
      return { ...outcome, state: 'rejected', reason: UNCHANGEABLE };
    // A changed input is judged by the activity itself, which asks once more when it is scheduled again.
    if (state !== 'approved' || wait.phase !== 'output' || decision.modifiedInput === undefined)
      return outcome;
    return { ...outcome, ...(await judgeOutput(wait, decision, parts, context)) };
  }
  const sinceMs = wait.sinceMs ?? context.info.scheduledTimestampMs;
  if ((asked ?? waitedMs(context.info, sinceMs)) >= config.hitlMaxWaitMs) return WAITED_TOO_LONG;
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

/**
 * How all that waits was decided, exactly as the activity itself will find it: one that is scheduled again too early has to be
 * waited for once more.
 */
async function decisionOn(
  wait: ApprovalWait,
  poll: PollApproval,
): Promise<{ readonly decision: ApprovalDecision; readonly approvalId: string | undefined }> {
  const { key, approvalId, others = [], answered } = wait;
  if (answered === undefined) return { decision: await poll(key.activityId), approvalId };
  const first: AskedApproval = { digest: '', ...(approvalId !== undefined && { approvalId }) };
  const asked = [first, ...others];
  const decisions = await decisionsOn(asked, answered, key.activityId, poll);
  const found = (states: readonly string[]): number =>
    decisions.findIndex(({ state }) => states.includes(state));
  const index =
    [found(['rejected', 'expired']), found(['pending']), found(['approved'])].find((at) => at >= 0) ?? 0;
  return { decision: decisions[index] ?? { state: 'unavailable' }, approvalId: asked[index]?.approvalId };
}

/** A result that a human changed before approving it is evaluated again: approved it is, but perhaps not allowed. */
async function judgeOutput(
  wait: ApprovalWait,
  { approvalId, modifiedInput }: ApprovalDecision,
  { evaluator, config, terminations }: AwaitApprovalParts,
  context: Context,
): Promise<Pick<ApprovalOutcome, 'modifiedOutput' | 'refusal'>> {
  const { info, cancellationSignal, log } = context;
  const { activityType, ran = { startTimeMs: Date.now(), durationMs: 0 } } = wait;
  const { workflowType = '', taskQueue } = info;
  const events = createActivityEvents({ ...wait.key, workflowType, taskQueue, activityType, attempt: 1 }, {});
  const id = approvalId ?? wait.approvalId;
  const event = events.completed(
    [],
    { status: 'completed', output: modifiedInput, ...ran, spans: [] },
    {
      action_digest: actionDigest({ type: 'activity_output', target: activityType, input: modifiedInput }),
      modified_input: {
        ...(id !== undefined && { approval_id: id }),
        changes: [{ op: 'replace', path: '', value: toJsonValue(modifiedInput) }],
      },
    },
  );
  const verdict = await evaluator.evaluate(event, { signal: cancellationSignal });
  const { errorTypes } = config;
  const enforcement = enforcementOf(verdict, { errorTypes, side: 'output', level: 'activity' });
  if (enforcement.kind === 'halt')
    await terminations.end(wait.key, enforcement.refusal, () => context.client, log);
  if (enforcement.kind === 'halt' || enforcement.kind === 'refuse') return { refusal: enforcement.refusal };
  return { modifiedOutput: toJsonValue(redactOutput(modifiedInput, verdict.guardrails).output) };
}
