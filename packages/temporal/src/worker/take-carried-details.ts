import type { Context } from '@temporalio/activity';
import type { ActivityExecuteInput, ActivityInterceptorsFactory } from '@temporalio/worker';
import { readApprovalHeader } from '../common/approval-header';
import { fromCarried, isCarried } from '../common/carried-details';

/**
 * Put the heartbeat details from before a wait where the activity's code looks for them, unless an attempt has left newer
 * ones since.
 *
 * @returns the input with the activity's own arguments alone.
 */
export function takeCarriedDetails(context: Context, input: ActivityExecuteInput): ActivityExecuteInput {
  if (!readApprovalHeader(input.headers).carries) return input;
  const carried = input.args.at(-1);
  if (!isCarried(carried)) return input;
  const left: unknown = Reflect.get(context.info, 'heartbeatDetails');
  if (left === undefined) Reflect.set(context.info, 'heartbeatDetails', fromCarried(carried));
  return { ...input, args: input.args.slice(0, -1) };
}

/** The interceptor that does it before any other sees the activity. */
export const carriedDetailsInterceptor: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      return next(takeCarriedDetails(context, input));
    },
  },
});
