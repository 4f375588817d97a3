import { getGovernanceFailure } from '@openbox/core-client/contract';
import { type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { CaseOutcome } from './case-outcome';

type RunEnd = Pick<CaseOutcome, 'status' | 'failureType' | 'detail'>;

const KNOWN_STATUS: readonly CaseOutcome['status'][] = [
  'COMPLETED',
  'FAILED',
  'TERMINATED',
  'CANCELLED',
  'TIMED_OUT',
];

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

/** Wait for the end of a run, and say what Temporal says of it. */
export async function describeRun(handle: WorkflowHandle): Promise<RunEnd> {
  const result: Pick<CaseOutcome, 'failureType' | 'detail'> = await handle.result().then(
    (value: unknown) => ({ detail: JSON.stringify(value) }),
    (error: unknown) => describeFailure(error),
  );
  const { name } = (await handle.describe()).status;
  const status = KNOWN_STATUS.find((known) => known === name);
  if (!status) throw new Error(`Workflow ${handle.workflowId} ended, but Temporal calls it ${name}.`);
  return { status, ...result };
}
