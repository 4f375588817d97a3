import type { ActivityInput } from '@temporalio/workflow';
import { withWaitingHeader } from '../common/approval-header';
import type { RunSettings } from '../common/governance-activity';
import { isLimit } from './attempts-left';

/**
 * Whether the run takes the waits of an activity over at once: where the activity's own limits would count them if it
 * waited by its retries, and where the run's search attribute says whether it waits, which only the run itself can set.
 *
 * Not in runs that earlier builds began, whose histories have to replay.
 */
export function takesOver({ options }: ActivityInput, settings: RunSettings | undefined): boolean {
  const { edition = 0, searchAttribute } = settings ?? {};
  if (edition < 1) return false;
  const { retry, scheduleToCloseTimeout } = options;
  return searchAttribute === true || isLimit(retry?.maximumAttempts) || (scheduleToCloseTimeout ?? 0) !== 0;
}

/** The activity with the word that the run takes its waits over at once, where it does. */
export function withTakeOver(input: ActivityInput, settings: RunSettings | undefined): ActivityInput {
  return takesOver(input, settings) ? { ...input, headers: withWaitingHeader(input.headers) } : input;
}
