import type { supportAgent } from '../agent/support-workflows';
import type { CaseOutcome } from './case-outcome';
import type { DemoCase } from './demo-cases';
import type { DemoStack } from './demo-stack';
import { describeRun } from './describe-run';
import { playPerson } from './person';
import { raceAbort } from './race-abort';

export interface RunCaseOptions {
  readonly demoCase: DemoCase;
  readonly workflowId: string;
  readonly decideAfterMs: number;
  readonly out: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Let the agent work on one message, and collect what came of it from Temporal, Core, the desk and the model. */
export async function runCase(stack: DemoStack, options: RunCaseOptions): Promise<CaseOutcome> {
  const { demoCase, workflowId, decideAfterMs, out, signal } = options;
  const deedsBefore = stack.deeds().length;
  const textsBefore = stack.modelTexts().length;
  const handle = await stack.client.workflow.start<typeof supportAgent>('supportAgent', {
    taskQueue: stack.taskQueue,
    workflowId,
    args: [{ messageId: demoCase.messageId }],
    workflowExecutionTimeout: '1 hour',
  });
  const runId = handle.firstExecutionRunId;
  const runEnded = new AbortController();
  const person = demoCase.person
    ? playPerson({
        core: stack.core,
        runId,
        decision: demoCase.person,
        decideAfterMs,
        out,
        signal: AbortSignal.any([signal, runEnded.signal]),
      })
    : Promise.resolve();
  const end = describeRun(handle).finally(() => {
    runEnded.abort();
  });
  const [run] = await raceAbort(Promise.all([end, person]), signal);
  return {
    workflowId,
    runId,
    ...run,
    decisions: await stack.core.decisions(runId),
    deeds: stack.deeds().slice(deedsBefore),
    modelTexts: stack.modelTexts().slice(textsBefore),
  };
}
