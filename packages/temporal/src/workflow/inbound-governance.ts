import { CancellationScope, ContinueAsNew, isCancellation } from '@temporalio/workflow';
import type { WorkflowInboundCallsInterceptor } from '@temporalio/workflow';
import { failsTheRun } from './fails-the-run';
import type { RunGovernance } from './run-governance';

/**
 * Reports a run's start, signals, updates and end, and refuses what their verdicts refuse.
 *
 * `next()` is always called at once and in the same tick: awaiting a verdict before it would reject updates that arrive
 * with the start and reorder signals.
 */
export function createInboundGovernance(governance: RunGovernance): WorkflowInboundCallsInterceptor {
  return {
    execute(input, next) {
      const start = governance.start();
      if (!start.governed) return next(input);
      const result = next(input);
      // The refusal of the start may win the race; the program's own end is then nobody's.
      result.catch(() => undefined);
      return concluded(governance, result, start.refused);
    },
    handleSignal(input, next) {
      governance.signalReceived(input.signalName, input.args);
      return next(input);
    },
    handleUpdate(input, next) {
      const verdict = governance.updateReceived(input.updateId, input.name, input.args);
      const result = next(input);
      return verdict === undefined ? result : governance.concludeUpdate(result, verdict);
    },
  };
}

async function concluded(
  governance: RunGovernance,
  result: Promise<unknown>,
  refused: Promise<never>,
): Promise<unknown> {
  try {
    const output = await Promise.race([refused, result]);
    await governance.settled();
    await Promise.race([refused, Promise.resolve()]);
    await governance.released();
    if (governance.governed) await governance.completed(output);
    return output;
  } catch (error) {
    if (error instanceof ContinueAsNew || !failsTheRun(error)) throw error;
    const cancelled = CancellationScope.current().consideredCancelled && isCancellation(error);
    await governance.failed(error, cancelled);
    throw error;
  }
}
