import type { WorkflowInboundCallsInterceptor } from '@temporalio/workflow';
import { RUN_WAITS_QUERY } from '../common/run-waits';
import type { RunWaits } from '../common/run-waits';
import type { RunGovernance } from './run-governance';
import type { WaitingDetails } from './waiting-details';

/** Answers the query for what a run waits for, in the place of a handler of the workflow. */
export function createWaitsQuery(
  governance: RunGovernance,
  board: WaitingDetails,
): WorkflowInboundCallsInterceptor {
  return {
    async handleQuery(input, next) {
      if (input.queryName !== RUN_WAITS_QUERY) return next(input);
      const answer: RunWaits = {
        waits: board.waits,
        byTimer: board.waits.length > 0 && governance.settings?.decisionsBy === 'timer',
      };
      return answer;
    },
  };
}
