import type { WorkflowHandle } from '@temporalio/client';
import { WorkflowFailedError } from '@temporalio/client';
import { ApplicationFailure, CancelledFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';

/** How a Workflow ended. */
export interface Outcome {
  readonly status: 'completed' | 'failed' | 'cancelled' | 'terminated' | 'timed_out';
  /** Its result, where it completed. */
  readonly value?: unknown;
  /** Why it did not complete. */
  readonly failure?: Error;
  /** The innermost ApplicationFailure of {@link failure}. */
  readonly application?: ApplicationFailure;
}

/** Waits for the Workflow's end, whatever it is. */
export async function outcomeOf(handle: Pick<WorkflowHandle, 'result'>): Promise<Outcome> {
  try {
    return { status: 'completed', value: await handle.result() };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError) || error.cause === undefined) throw error;
    const application = applicationFailureIn(error);
    const outcome = { status: statusOf(error.cause), failure: error.cause };
    return application === undefined ? outcome : { ...outcome, application };
  }
}

/** Every error of the chain of causes, outermost first. */
export function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let current = error; current instanceof Error && !chain.includes(current); current = current.cause)
    chain.push(current);
  return chain;
}

/** The innermost ApplicationFailure of the chain of causes. */
export function applicationFailureIn(error: unknown): ApplicationFailure | undefined {
  return causesOf(error)
    .filter((cause) => cause instanceof ApplicationFailure)
    .at(-1);
}

function statusOf(cause: Error): Outcome['status'] {
  if (cause instanceof TerminatedFailure) return 'terminated';
  if (cause instanceof CancelledFailure) return 'cancelled';
  if (cause instanceof TimeoutFailure) return 'timed_out';
  return 'failed';
}
