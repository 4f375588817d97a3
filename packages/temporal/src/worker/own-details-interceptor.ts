import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { HeartbeatDetails } from './heartbeat-details';
import { takeCarriedDetails } from './take-carried-details';

/**
 * The interceptor that takes what is only for us off an activity, for the first place: before any other looks at its
 * heartbeat details, sends a heartbeat, or sees its arguments.
 *
 * @param governs - whether the worker has an interceptor that needs to know what an earlier attempt left.
 */
export function createOwnDetailsInterceptor(governs: boolean): ActivityInterceptorsFactory {
  return (context) => {
    const heartbeat = HeartbeatDetails.of(context);
    if (!governs) heartbeat.forget();
    return {
      inbound: {
        async execute(input, next) {
          return next(takeCarriedDetails(heartbeat, input));
        },
      },
    };
  };
}
