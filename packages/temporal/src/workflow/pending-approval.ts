import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { workflowInfo } from '@temporalio/workflow';
import { GovernanceFailureType, redactOutput } from '@openbox/core-client/contract';
import { asGuardrails } from '../common/as-guardrails';
import { isApprovalMark } from '../common/approval-mark';
import type { ApprovalMark } from '../common/approval-mark';
import { workflowPayloadConverter } from './workflow-payload-converter';
import type { ApprovalOutcome, ApprovalWait, RefusalDetails } from '../common/governance-activity';
import { deniedRefusal, toFailure } from '../common/governance-failure';
import { restoreOutput } from '../common/kept-output';

/** An activity that failed because it waits for a human. */
export interface PendingApproval {
  readonly activityId: string;
  readonly details: RefusalDetails;
  readonly mark: ApprovalMark;
  /** Heartbeat details of the activity's own code. */
  readonly heartbeat?: unknown;
  /** The failure of the activity, with another reason. */
  readonly failWith: (cause: ApplicationFailure) => Error;
}

/** What waits, if the activity failed because it waits: recognised by what only we put into a failure, not by its text. */
export function pendingApproval(error: unknown): PendingApproval | undefined {
  // That of a local activity comes without Temporal's wrapper.
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure) || cause.type !== GovernanceFailureType.APPROVAL_PENDING)
    return undefined;
  const [details, mark, heartbeat]: unknown[] = cause.details ?? [];
  if (!isApprovalMark(mark) || typeof details !== 'object' || details === null) return undefined;
  const facts = { details: details as RefusalDetails, mark, heartbeat };
  if (!(error instanceof ActivityFailure))
    return { ...facts, activityId: mark.activityId ?? '', failWith: (refusal) => refusal };
  const { message, activityType, activityId, identity } = error;
  return {
    ...facts,
    activityId: activityId ?? '',
    failWith: (refusal) =>
      new ActivityFailure(message, activityType, activityId, 'NON_RETRYABLE_FAILURE', identity, refusal),
  };
}

/** What the run waits for in the place of the activity. */
export function toWait(activityType: string, { activityId, details, mark }: PendingApproval): ApprovalWait {
  const { workflowId, runId } = workflowInfo();
  return {
    key: { workflowId, runId: mark.runId ?? runId, activityId },
    activityType,
    reason: details.reason,
    requestedAtMs: mark.requestedAtMs,
    phase: mark.phase,
    ...(mark.ran !== undefined && { ran: mark.ran }),
    ...(mark.sinceMs !== undefined && { sinceMs: mark.sinceMs }),
    ...(mark.approvalId !== undefined && { approvalId: mark.approvalId }),
    ...(details.policyId !== undefined && { policyId: details.policyId }),
    ...(mark.used !== undefined && { answered: mark.answered ?? [] }),
    ...(mark.used !== undefined && mark.others !== undefined && { others: mark.others }),
  };
}

/** The result that waited, as it was approved. @throws the activity's failure where what a human made of it is refused. */
export function approvedOutput(pending: PendingApproval, outcome: ApprovalOutcome): unknown {
  const { refusal, modifiedOutput } = outcome;
  if (refusal !== undefined) throw pending.failWith(toFailure(refusal));
  const output = restoreOutput(pending.mark.output, workflowPayloadConverter());
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
export function denied({ details, failWith }: PendingApproval, outcome: ApprovalOutcome): Error {
  return failWith(toFailure(deniedRefusal(outcome, details)));
}
