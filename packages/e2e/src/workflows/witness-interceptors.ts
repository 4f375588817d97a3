import type { Sinks, WorkflowInterceptors } from '@temporalio/workflow';
import { proxySinks } from '@temporalio/workflow';

interface WitnessSinks extends Sinks {
  witness: { saw(text: string): void };
}

/** A user's own Workflow interceptors that say what passes through them. */
export function interceptors(): WorkflowInterceptors {
  const { witness } = proxySinks<WitnessSinks>();
  return {
    inbound: [
      {
        execute: (input, next) => {
          witness.saw('execute');
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => {
          witness.saw(`schedule ${input.activityType}`);
          return next(input);
        },
      },
    ],
  };
}
