import type { ActivityInput } from '@temporalio/workflow';
import { withWaitingHeader } from '../common/approval-header';
import { isLimit } from './attempts-left';

/** Whether an activity that waited by its retries would do so at the expense of its own limits. */
export function isLimited({ options }: ActivityInput): boolean {
  const { retry, scheduleToCloseTimeout } = options;
  return isLimit(retry?.maximumAttempts) || (scheduleToCloseTimeout ?? 0) !== 0;
}

/**
 * The activity with the word that the run takes its waits over at once, where its own limits would count them.
 *
 * @param edition - of the run: earlier builds, whose histories have to replay, do not say it.
 */
export function withTakeOver(input: ActivityInput, edition: number): ActivityInput {
  if (edition < 1 || !isLimited(input)) return input;
  return { ...input, headers: withWaitingHeader(input.headers) };
}
