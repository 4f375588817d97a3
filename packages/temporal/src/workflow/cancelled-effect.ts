import {
  ActivityFailure,
  CancelledFailure,
  ChildWorkflowFailure,
  isCancellation,
  workflowInfo,
} from '@temporalio/workflow';
import type {
  ActivityInput,
  LocalActivityInput,
  StartChildWorkflowExecutionInput,
} from '@temporalio/workflow';

/** What an effect fails with that is cancelled while it is held, or while a human has to decide on it. */
export type ToCancelled = (error: unknown) => unknown;

/** As Temporal says it of an activity that is cancelled before a worker has it. */
export function asCancelledActivity(
  { activityType, seq, options: { activityId = String(seq) } }: ActivityInput,
  id = activityId,
): ToCancelled {
  return cancelled(
    () => new ActivityFailure('Activity cancelled', activityType, id, 'CANCEL_REQUESTED', '', causeOf('')),
  );
}

/** The same of a local activity. */
export function asCancelledLocalActivity(
  { activityType, seq }: LocalActivityInput,
  id = String(seq),
): ToCancelled {
  const cause = causeOf('Activity cancelled');
  return cancelled(
    () => new ActivityFailure('Local Activity cancelled', activityType, id, 'CANCEL_REQUESTED', '', cause),
  );
}

/** The same of a child workflow. */
export function asCancelledChild({ workflowType, options }: StartChildWorkflowExecutionInput): ToCancelled {
  const { workflowId } = options;
  const { namespace } = workflowInfo();
  const cause = causeOf('');
  return cancelled(
    () => new ChildWorkflowFailure(namespace, { workflowId }, workflowType, 'NON_RETRYABLE_FAILURE', cause),
  );
}

function cancelled(failure: () => Error): ToCancelled {
  return (error) => (isCancellation(error) ? failure() : error);
}

function causeOf(message: string): CancelledFailure {
  return new CancelledFailure(message, []);
}
