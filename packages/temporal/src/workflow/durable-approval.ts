import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import type { ActivityInput } from '@temporalio/workflow';
import { GovernanceFailureType, redactOutput } from '@openbox/core-client/contract';
import { asGuardrails } from '../common/as-guardrails';
import { withApprovalHeader } from '../common/approval-header';
import { isApprovalMark } from '../common/approval-mark';
import type { ApprovalMark } from '../common/approval-mark';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type {
  ApprovalOutcome,
  ApprovalWait,
  GovernanceActivityInput,
  GovernanceActivityResult,
  RefusalDetails,
} from '../common/governance-activity';
import { deniedRefusal, toFailure } from '../common/governance-failure';
import { restoreOutput } from '../common/kept-output';
import { ASKING_OPTIONS, UNTOLD } from './asking-options';
import { nextActivitySeq } from './next-activity-seq';
import type { WaitingDetails } from './waiting-details';

type Schedule = (input: ActivityInput) => Promise<unknown>;

/**
 * Schedule an activity; where it waits for a human and its retries are used up, wait in its place and schedule it again
 * under the same activity id, so that the user's retry policy never limits how long a human may take.
 *
 * The wait is an activity of our own with unlimited retries: it costs history three events, not one per question.
 */
export async function withDurableApproval(
  input: ActivityInput,
  schedule: Schedule,
  board: WaitingDetails,
): Promise<unknown> {
  let attempt = input;
  for (;;) {
    try {
      return await schedule(attempt);
    } catch (error) {
      const pending = pendingApproval(error);
      const waitSeq = pending && nextActivitySeq();
      const seq = pending && nextActivitySeq();
      if (pending === undefined || waitSeq === undefined || seq === undefined) throw error;
      const wait = toWait(input.activityType, pending);
      const outcome = await board.whileWaiting(wait, () =>
        awaitOutcome({ ...input, seq: waitSeq }, wait, schedule),
      );
      if (outcome.state !== 'approved') throw denied(pending, outcome);
      if (pending.mark.phase === 'output') return approvedOutput(pending, outcome);
      const options = { ...input.options, activityId: wait.key.activityId };
      attempt = { ...input, seq, options, headers: withApprovalHeader(input.headers, pending.mark) };
    }
  }
}

interface PendingApproval {
  readonly failure: ActivityFailure;
  readonly details: RefusalDetails;
  readonly mark: ApprovalMark;
}

/** What waits, if the activity failed because it waits: recognised by what only we put into a failure, not by its text. */
function pendingApproval(error: unknown): PendingApproval | undefined {
  if (!(error instanceof ActivityFailure) || !(error.cause instanceof ApplicationFailure)) return undefined;
  if (error.cause.type !== GovernanceFailureType.APPROVAL_PENDING) return undefined;
  const [details, mark] = error.cause.details ?? [];
  if (!isApprovalMark(mark) || typeof details !== 'object' || details === null) return undefined;
  return { failure: error, details: details as RefusalDetails, mark };
}

function toWait(activityType: string, { failure, details, mark }: PendingApproval): ApprovalWait {
  const { workflowId, runId } = workflowInfo();
  return {
    key: { workflowId, runId, activityId: failure.activityId ?? '' },
    activityType,
    reason: details.reason,
    requestedAtMs: mark.requestedAtMs,
    phase: mark.phase,
    ...(mark.ran !== undefined && { ran: mark.ran }),
    ...(mark.sinceMs !== undefined && { sinceMs: mark.sinceMs }),
    ...(mark.approvalId !== undefined && { approvalId: mark.approvalId }),
    ...(details.policyId !== undefined && { policyId: details.policyId }),
  };
}

async function awaitOutcome(
  input: ActivityInput,
  approval: ApprovalWait,
  schedule: Schedule,
): Promise<ApprovalOutcome> {
  const question: GovernanceActivityInput = { approval };
  const { taskQueue } = input.options;
  const answer = (await schedule({
    ...input,
    activityType: GOVERNANCE_ACTIVITY,
    args: [question],
    options: {
      ...(taskQueue !== undefined && { taskQueue }),
      ...ASKING_OPTIONS,
    },
  })) as GovernanceActivityResult;
  return answer.outcome ?? UNTOLD;
}

/** The result that waited, as it was approved. @throws ActivityFailure where what a human made of it is refused. */
function approvedOutput(pending: PendingApproval, outcome: ApprovalOutcome): unknown {
  const { refusal, modifiedOutput } = outcome;
  if (refusal !== undefined) throw asActivityFailure(pending, toFailure(refusal));
  const output = restoreOutput(pending.mark.output);
  if (modifiedOutput === undefined) return output;
  const modified = redactOutput(output, asGuardrails('activity_output', modifiedOutput));
  if (modified.warnings.length === 0) return modified.output;
  throw denied(pending, {
    ...outcome,
    state: 'rejected',
    reason: "the approval's modified_input does not fit the result, which was not approved as it is",
  });
}

/** The failure that the activity itself would have ended with. */
function denied(pending: PendingApproval, outcome: ApprovalOutcome): ActivityFailure {
  return asActivityFailure(pending, toFailure(deniedRefusal(outcome, pending.details)));
}

function asActivityFailure({ failure }: PendingApproval, cause: ApplicationFailure): ActivityFailure {
  const { message, activityType, activityId, identity } = failure;
  return new ActivityFailure(message, activityType, activityId, 'NON_RETRYABLE_FAILURE', identity, cause);
}
