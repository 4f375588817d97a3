import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import type { supportAgent } from '../agent/support-workflows';
import type { CaseOutcome } from './case-outcome';
import type { DemoCase } from './demo-cases';
import type { DemoStack } from './demo-stack';
import { describeRun, type RunEnd } from './describe-run';
import { playPerson } from './person';

type StartedRun = WorkflowHandleWithFirstExecutionRunId<typeof supportAgent>;

export interface RunCaseOptions {
  readonly demoCase: DemoCase;
  readonly workflowId: string;
  readonly decideAfterMs: number;
  readonly runTimeoutMs: number;
  readonly out: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A model may decide otherwise than the simulation: then somebody still has to answer. */
const UNEXPECTED = { decision: 'reject', reason: 'nobody expected to be asked about this message' } as const;
const TERMINATE_TIMEOUT_MS = 2_000;

/** On a server of your own, a run that nobody works on would stay open. */
async function terminate({ client }: DemoStack, handle: StartedRun): Promise<void> {
  await client
    .withDeadline(Date.now() + TERMINATE_TIMEOUT_MS, () => handle.terminate('The demo was ended.'))
    .catch(() => undefined);
}

/**
 * Wait for the end of the run while the person plays their part.
 *
 * Nothing is left pending when this rejects: a call that outlives its connection would end the process.
 */
async function watchRun(stack: DemoStack, handle: StartedRun, options: RunCaseOptions): Promise<RunEnd> {
  const { demoCase, decideAfterMs, out, signal } = options;
  const runId = handle.firstExecutionRunId;
  const done = new AbortController();
  const until = AbortSignal.any([signal, done.signal]);
  const end = describeRun(stack.client, handle, until).finally(() => {
    done.abort();
  });
  const decision = demoCase.person ?? UNEXPECTED;
  const person = playPerson({ core: stack.core, runId, decision, decideAfterMs, out, signal: until });
  try {
    const [run] = await Promise.all([end, person]);
    return run;
  } catch (error) {
    done.abort();
    await Promise.allSettled([end, person]);
    await terminate(stack, handle);
    signal.throwIfAborted();
    throw error;
  }
}

/** Let the agent work on one message, and collect what came of it from Temporal, Core, the desk and the model. */
export async function runCase(stack: DemoStack, options: RunCaseOptions): Promise<CaseOutcome> {
  const { demoCase, workflowId, runTimeoutMs } = options;
  options.signal.throwIfAborted();
  const deedsBefore = stack.deeds().length;
  const textsBefore = stack.modelTexts().length;
  const handle = await stack.client.workflow.start<typeof supportAgent>('supportAgent', {
    taskQueue: stack.taskQueue,
    workflowId,
    args: [{ messageId: demoCase.messageId }],
    workflowExecutionTimeout: runTimeoutMs,
  });
  const run = await watchRun(stack, handle, options);
  return {
    workflowId,
    runId: handle.firstExecutionRunId,
    ...run,
    decisions: await stack.core.decisions(handle.firstExecutionRunId),
    deeds: stack.deeds().slice(deedsBefore),
    modelTexts: stack.modelTexts().slice(textsBefore),
  };
}
