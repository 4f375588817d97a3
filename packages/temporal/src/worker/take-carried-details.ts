import type { ActivityExecuteInput } from '@temporalio/worker';
import { readApprovalHeader } from '../common/approval-header';
import { fromCarried, isCarried } from '../common/carried-details';
import type { HeartbeatDetails } from './heartbeat-details';

/**
 * Put the heartbeat details from before a wait where the activity's code looks for them, unless an attempt has left newer
 * ones since.
 *
 * @returns the input with the activity's own arguments alone.
 */
export function takeCarriedDetails(
  heartbeat: HeartbeatDetails,
  input: ActivityExecuteInput,
): ActivityExecuteInput {
  if (!readApprovalHeader(input.headers).carries) return input;
  const carried = input.args.at(-1);
  if (!isCarried(carried)) return input;
  heartbeat.takeCarried(fromCarried(carried));
  return { ...input, args: input.args.slice(0, -1) };
}
