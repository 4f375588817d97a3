import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type {
  ActivityInput,
  StartNexusOperationInput,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import { getGovernanceFailure } from '@openbox/core-client/contract';
import { WORKFLOW_TYPE_HEADER } from '../common/workflow-type-header';
import { asCancelledActivity, asCancelledChild, asCancelledLocalActivity } from './cancelled-effect';
import type { ToCancelled } from './cancelled-effect';
import { withDurableApproval } from './durable-approval';
import { LocalApproval } from './local-approval';
import type { RunGovernance } from './run-governance';
import type { RunParts } from './run-parts';
import { withTakeOver } from './takes-over';

/**
 * Holds back whatever has an effect outside the run until the verdicts asked for so far are in, and refuses it after a
 * stop verdict. Timers are not effects: they are never held.
 *
 * Where no verdict is outstanding, a call goes on in the same tick, so the order of a program's commands is its own.
 */
export function createOutboundGate(
  governance: RunGovernance,
  { board, ownCalls, restart, wakeup }: RunParts,
): WorkflowOutboundCallsInterceptor {
  const gated = async <T>(effect: () => Promise<T>, toCancelled?: ToCancelled): Promise<T> => {
    if (governance.open) return effect();
    // Temporal wraps no cancellation of the past.
    const isCancelled = CancellationScope.current().consideredCancelled;
    return governance.admit(effect, isCancelled || governance.isBefore(2) ? undefined : toCancelled);
  };
  /** In a run of an earlier build history may go on after the halt of an activity that the server runs. */
  const stopsOnLocalHalt = (): boolean => governance.governed && governance.settings?.stopsOnHalt === true;
  const localApproval = new LocalApproval(() => governance.settings, { board, ownCalls, wakeup });
  return {
    scheduleActivity(input, next) {
      const run = async (): Promise<unknown> => {
        if (!governance.governed || input.activityType === GOVERNANCE_ACTIVITY) return next(input);
        const schedule = async (attempt: ActivityInput) =>
          gated(() => next(withTakeOver(attempt, governance.settings)), asCancelledActivity(input));
        try {
          return await withDurableApproval(input, schedule, { board, settings: () => governance.settings });
        } catch (error) {
          if (restart.proposeBy(error)) return new Promise<never>(() => undefined);
          if (governance.edition >= 1) await governance.whenHalted(error);
          if (getGovernanceFailure(error) !== undefined) result.catch(() => undefined);
          throw error;
        }
      };
      // A refusal that nobody waits for, or not yet, must not fail the workflow task, as an unhandled rejection would.
      const result = run();
      return result;
    },
    async scheduleLocalActivity(input, next) {
      if (input.activityType === GOVERNANCE_ACTIVITY) return next(input);
      for (let attempt = governance.governed ? localApproval.withApproved(input) : input; ;) {
        const given = attempt;
        try {
          return await gated(() => next(given), asCancelledLocalActivity(input));
        } catch (error) {
          const wait = localApproval.waitIn(error, input);
          if (wait === undefined) {
            if (stopsOnLocalHalt()) await governance.whenHalted(error);
            throw error;
          }
          const after = await wait();
          if ('output' in after) return after.output;
          attempt = after.attempt;
        }
      }
    },
    async startChildWorkflowExecution(input, next) {
      return gated(() => next(input), asCancelledChild(input));
    },
    async startNexusOperation(input, next) {
      const started = gated(() => next(governance.edition < 1 ? input : withCaller(input)));
      started.catch((error: unknown) => {
        if (governance.edition >= 1) void governance.whenHalted(error);
      });
      return started;
    },
    async signalWorkflow(input, next) {
      return gated(() => next(input));
    },
    async continueAsNew(input, next) {
      if (governance.governed && !restart.begun) {
        await governance.settled();
        await governance.released();
        governance.throwIfRefused();
        if (governance.edition >= 1) await ownCalls.settled();
      }
      return next(input);
    },
  };
}

function withCaller(input: StartNexusOperationInput): StartNexusOperationInput {
  return { ...input, headers: { ...input.headers, [WORKFLOW_TYPE_HEADER]: workflowInfo().workflowType } };
}
