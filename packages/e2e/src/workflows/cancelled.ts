import {
  ActivityFailure,
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  sleep,
  TemporalFailure,
} from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import { callActivity, callLocalActivity, sleepFor } from './basic';

export type Cancelled = 'activity' | 'local activity' | 'child';

/** Cancels what it has begun after `afterMs`, and returns how that reads. */
export async function describeCancellation(
  kind: Cancelled,
  afterMs: number,
  options: ActivityOptions = {},
): Promise<unknown> {
  const scope = new CancellationScope();
  const begun = scope.run(() => begin(kind, { ...options, retry: { maximumAttempts: 1 } }));
  begun.catch(() => undefined);
  if (afterMs > 0) await sleep(afterMs);
  scope.cancel();
  try {
    return await begun;
  } catch (error) {
    return described(error);
  }
}

function begin(kind: Cancelled, options: ActivityOptions): Promise<unknown> {
  switch (kind) {
    case 'activity':
      return callActivity('slow', [], { heartbeatTimeout: '5s', ...options });
    case 'local activity':
      return callLocalActivity('slow');
    case 'child':
      return executeChild(sleepFor, { args: [3_600_000], workflowId: 'cancelled-child' });
  }
}

function described(error: unknown): unknown[] {
  if (!(error instanceof Error)) return [];
  const { name, message, cause } = error;
  const facts = { name, message, isTemporal: error instanceof TemporalFailure };
  if (error instanceof ActivityFailure) {
    // Its id is a number of the run's, among which there are ours.
    const { activityType, retryState } = error;
    return [{ ...facts, activityType, retryState }, ...described(cause)];
  }
  if (error instanceof ChildWorkflowFailure) {
    const { workflowType, retryState, namespace, execution } = error;
    const { workflowId } = execution;
    return [{ ...facts, workflowType, workflowId, retryState, namespace }, ...described(cause)];
  }
  return [facts, ...described(cause)];
}

/** Calls an Activity under each of the ids at once. */
export async function callIds(ids: string[]): Promise<unknown[]> {
  const once = { retry: { maximumAttempts: 1 } };
  return Promise.all(ids.map((activityId) => callActivity('brief', [1_000], { activityId, ...once })));
}
