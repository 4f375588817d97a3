import { setTimeout as delay } from 'node:timers/promises';
import { getGovernanceFailure } from '@openbox/core-client/contract';
import { type Client, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CaseOutcome } from './case-outcome';

/** What Temporal says of a run that has ended. */
export type RunEnd = Pick<CaseOutcome, 'status' | 'failureType' | 'detail'>;

const ENDED: readonly CaseOutcome['status'][] = [
  'COMPLETED',
  'FAILED',
  'TERMINATED',
  'CANCELLED',
  'TIMED_OUT',
];
const OPEN: ReadonlySet<string> = new Set(['RUNNING', 'PAUSED']);
const POLL_MS = 50;
const CALL_TIMEOUT_MS = 5_000;

function* causesOf(error: unknown): Generator<Error> {
  for (let current = error; current instanceof Error; current = current.cause) yield current;
}

/** What ended a run, from the error with which its result was refused: governance, or else the innermost cause. */
export function describeFailure(error: unknown): Pick<CaseOutcome, 'failureType' | 'detail'> {
  const refusal = getGovernanceFailure(error);
  if (refusal) return { failureType: refusal.type, detail: refusal.message };
  const causes = [...causesOf(error)];
  const failure = causes.findLast((cause) => cause instanceof ApplicationFailure);
  const type = failure instanceof ApplicationFailure ? failure.type : undefined;
  const detail = failure?.message ?? causes.at(-1)?.message ?? String(error);
  return { ...(type ? { failureType: type } : {}), detail };
}

/**
 * Wait for the end of a run, and say what Temporal says of it.
 *
 * Asks again and again with short calls: nothing is pending for long, whenever the signal comes.
 */
export async function describeRun(
  client: Client,
  handle: WorkflowHandle,
  signal: AbortSignal,
): Promise<RunEnd> {
  const soon = <T>(call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + CALL_TIMEOUT_MS, call);
  let name = await soon(() => handle.describe()).then((run) => run.status.name);
  while (OPEN.has(name)) {
    await delay(POLL_MS, undefined, { signal });
    name = await soon(() => handle.describe()).then((run) => run.status.name);
  }
  const status = ENDED.find((known) => known === name);
  if (!status) throw new Error(`Workflow ${handle.workflowId} ended, but Temporal calls it ${name}.`);
  const result: Pick<CaseOutcome, 'failureType' | 'detail'> = await soon(() => handle.result()).then(
    (value: unknown) => ({ detail: JSON.stringify(value) }),
    (error: unknown) => {
      if (error instanceof WorkflowFailedError) return describeFailure(error);
      throw error;
    },
  );
  return { status, ...result };
}
