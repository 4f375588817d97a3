import { CancellationScope, ContinueAsNew, isCancellation } from '@temporalio/workflow';
import type { SignalInput, WorkflowInboundCallsInterceptor } from '@temporalio/workflow';
import type { EventVerdict } from './event-verdict';
import { failsTheRun } from './fails-the-run';
import type { RunGovernance } from './run-governance';
import type { OwnCalls } from './own-calls';
import type { RunParts } from './run-parts';

type EndingParts = Pick<RunParts, 'ownCalls' | 'restart' | 'standstill'>;

/**
 * Reports a run's start, signals, updates and end, and refuses what their verdicts refuse.
 *
 * `next()` is called at once and in the same tick unless the user asks for the opposite: awaiting a verdict before it
 * rejects updates that arrive with the start and delays the handlers of signals.
 */
export function createInboundGovernance(
  governance: RunGovernance,
  parts: EndingParts,
): WorkflowInboundCallsInterceptor {
  return {
    execute(input, next) {
      const start = governance.start(input.args);
      if (!start.governed) return next(input);
      const result = governance.redactsInput
        ? start.judgedArgs.then((args) => next({ ...input, args }))
        : next(input);
      // The refusal of the start may win the race; the program's own end is then nobody's.
      result.catch(() => undefined);
      return concluded(governance, parts, result, start.refused);
    },
    handleSignal(input, next) {
      if (!governance.governed) return next(input);
      if (!governance.judgesSignals) governance.signalReceived(input.signalName, input.args);
      const handled = governance.judgesSignals ? judged(governance, input, next) : next(input);
      return governance.isBefore(2) ? handled : endedBySignal(governance, parts, handled);
    },
    handleUpdate(input, next) {
      const verdict = governance.updateReceived(input.updateId, input.name, input.args);
      const result = next(input);
      return verdict === undefined ? result : concludedUpdate(result, verdict);
    },
  };
}

async function judged(
  governance: RunGovernance,
  input: SignalInput,
  next: (input: SignalInput) => Promise<void>,
): Promise<void> {
  const args = await governance.judgeSignal(input.signalName, input.args);
  if (args !== undefined) await next({ ...input, args });
}

/** The result of an accepted update, which nobody may have before its verdict. @throws ApplicationFailure for a stop. */
async function concludedUpdate<T>(result: Promise<T>, verdict: EventVerdict): Promise<T> {
  // A refused update fails at once, whatever its handler still does.
  result.catch(() => undefined);
  const failure = await verdict;
  if (failure !== undefined) throw failure;
  return result;
}

async function concluded(
  governance: RunGovernance,
  parts: EndingParts,
  result: Promise<unknown>,
  refused: Promise<never>,
): Promise<unknown> {
  const { ownCalls, restart, standstill } = parts;
  try {
    const output = await Promise.race([refused, restart.ended, governance.notTerminated, result]);
    standstill.begin();
    await governance.settled();
    await Promise.race([refused, Promise.resolve()]);
    await governance.released();
    if (governance.governed) {
      const judged = governance.completed(output);
      await (restart.maxRestarts > 0 ? Promise.race([restart.ended, judged]) : judged);
    }
    if (governance.edition >= 1) await ownCalls.settled();
    return output;
  } catch (thrown) {
    if (failsTheRun(thrown)) standstill.begin();
    if (restart.begun) await governance.answered();
    const error = restart.begun ? await restart.conclude() : thrown;
    if (error instanceof ContinueAsNew || !failsTheRun(error)) throw error;
    await reportFailure(governance, ownCalls, error);
    throw error;
  }
}

/** A handler's failure ends the run, past its workflow function: Core hears of it, and the signal's verdict comes first. */
async function endedBySignal(
  governance: RunGovernance,
  { ownCalls, standstill }: EndingParts,
  handled: Promise<void>,
): Promise<void> {
  try {
    await handled;
  } catch (error) {
    if (error instanceof ContinueAsNew || !failsTheRun(error)) throw error;
    await governance.answered();
    if (!governance.isBefore(2)) {
      standstill.begin();
      await reportFailure(governance, ownCalls, error);
    }
    throw error;
  }
}

async function reportFailure(governance: RunGovernance, ownCalls: OwnCalls, error: unknown): Promise<void> {
  const cancelled = CancellationScope.current().consideredCancelled && isCancellation(error);
  await governance.failed(error, cancelled);
  if (governance.edition >= 1) await ownCalls.settled();
}
