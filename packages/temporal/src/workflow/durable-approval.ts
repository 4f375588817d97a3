import type { ActivityInput } from '@temporalio/workflow';
import { withApprovalHeader } from '../common/approval-header';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type {
  ApprovalOutcome,
  ApprovalWait,
  GovernanceActivityInput,
  GovernanceActivityResult,
  RunSettings,
} from '../common/governance-activity';
import { toCarried } from '../common/carried-details';
import { ASKING_OPTIONS, UNTOLD } from './asking-options';
import { withAttemptsLeft } from './attempts-left';
import { asCancelledActivity } from './cancelled-effect';
import { keepsTo } from './keeps-to';
import { nextActivitySeq } from './next-activity-seq';
import { approvedOutput, denied, pendingApproval, toWait } from './pending-approval';
import type { PendingApproval } from './pending-approval';
import { takesOver } from './takes-over';
import type { WaitingDetails } from './waiting-details';

type Schedule = (input: ActivityInput) => Promise<unknown>;

interface NamedWait {
  readonly wait: ApprovalWait;
  readonly waitSeq: number;
  readonly waitId: string;
}

interface DurableApprovalParts {
  readonly board: WaitingDetails;
  readonly settings: () => RunSettings | undefined;
}

/**
 * Schedule an activity; where it waits for a human and hands the wait over, wait in its place and schedule it again under the
 * same activity id. So neither the user's retry policy nor its timeout limits how long a human may take, and the wait uses
 * up nothing of either.
 *
 * The wait is an activity of our own with unlimited retries: it costs history three events, not one per question.
 */
export async function withDurableApproval(
  input: ActivityInput,
  schedule: Schedule,
  parts: DurableApprovalParts,
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
      const outcome = await parts.board.whileWaiting(wait, (waitId) =>
        awaitOutcome(input, { wait, waitSeq, waitId }, schedule, parts),
      );
      if (outcome.state !== 'approved') throw denied(pending, outcome);
      if (pending.mark.phase === 'output') return approvedOutput(pending, outcome);
      attempt = again(input, seq, pending, parts.settings());
    }
  }
}

/** The activity as it goes on after its wait: under its own id, with what it has left of its attempts. */
function again(
  input: ActivityInput,
  seq: number,
  { activityId, mark, heartbeat }: PendingApproval,
  settings: RunSettings | undefined,
): ActivityInput {
  const carries = heartbeat !== undefined;
  const isTakenOver = mark.used !== undefined && takesOver(input, settings);
  return {
    ...input,
    seq,
    args: carries ? [...input.args, toCarried(heartbeat)] : input.args,
    options: { ...withAttemptsLeft(input.options, mark), activityId },
    headers: withApprovalHeader(input.headers, mark, { takesOver: isTakenOver, carries }),
  };
}

async function awaitOutcome(
  input: ActivityInput,
  { wait, waitSeq, waitId }: NamedWait,
  schedule: Schedule,
  { settings }: DurableApprovalParts,
): Promise<ApprovalOutcome> {
  const question: GovernanceActivityInput = { approval: wait };
  const { taskQueue } = input.options;
  const isNew = keepsTo(settings(), 2);
  try {
    const answer = (await schedule({
      ...input,
      seq: waitSeq,
      activityType: GOVERNANCE_ACTIVITY,
      args: [question],
      options: {
        ...(taskQueue !== undefined && { taskQueue }),
        ...ASKING_OPTIONS,
        ...(isNew && { activityId: waitId }),
      },
    })) as GovernanceActivityResult;
    return answer.outcome ?? UNTOLD;
  } catch (error) {
    throw isNew ? asCancelledActivity(input, wait.key.activityId)(error) : error;
  }
}
