import type { ActivityInput, WorkflowOutboundCallsInterceptor } from '@temporalio/workflow';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import { withDurableApproval } from './durable-approval';
import { LocalApproval } from './local-approval';
import type { RunGovernance } from './run-governance';
import type { RunParts } from './run-parts';

/**
 * Holds back whatever has an effect outside the run until the verdicts asked for so far are in, and refuses it after a
 * stop verdict. Timers are not effects: they are never held.
 *
 * Where no verdict is outstanding, a call goes on in the same tick, so the order of a program's commands is its own.
 */
export function createOutboundGate(
  governance: RunGovernance,
  { board, restart, wakeup }: RunParts,
): WorkflowOutboundCallsInterceptor {
  const gated = async <T>(effect: () => Promise<T>): Promise<T> =>
    governance.open ? effect() : governance.admit(effect);
  /** Not in a run that an earlier build began, whose history may go on after such a failure. */
  const stops = (on: 'stopsOnHalt' | 'stopsOnActivityHalt'): boolean =>
    governance.governed && governance.settings?.[on] === true;
  const localApproval = new LocalApproval(() => governance.settings, board, wakeup);
  return {
    async scheduleActivity(input, next) {
      if (!governance.governed || input.activityType === GOVERNANCE_ACTIVITY) return next(input);
      const schedule = async (attempt: ActivityInput) => gated(() => next(attempt));
      try {
        return await withDurableApproval(input, schedule, board);
      } catch (error) {
        if (restart.proposeBy(error)) return new Promise<never>(() => undefined);
        if (stops('stopsOnActivityHalt')) await governance.whenHalted(error);
        throw error;
      }
    },
    async scheduleLocalActivity(input, next) {
      if (input.activityType === GOVERNANCE_ACTIVITY) return next(input);
      for (let attempt = governance.governed ? localApproval.withApproved(input) : input; ;) {
        const given = attempt;
        try {
          return await gated(() => next(given));
        } catch (error) {
          const wait = localApproval.waitIn(error, input);
          if (wait === undefined) {
            if (stops('stopsOnHalt')) await governance.whenHalted(error);
            throw error;
          }
          const after = await wait();
          if ('output' in after) return after.output;
          attempt = after.attempt;
        }
      }
    },
    async startChildWorkflowExecution(input, next) {
      return gated(() => next(input));
    },
    async startNexusOperation(input, next) {
      return gated(() => next(input));
    },
    async signalWorkflow(input, next) {
      return gated(() => next(input));
    },
    async continueAsNew(input, next) {
      if (governance.governed && !restart.begun) {
        await governance.settled();
        await governance.released();
        governance.throwIfRefused();
      }
      return next(input);
    },
  };
}
