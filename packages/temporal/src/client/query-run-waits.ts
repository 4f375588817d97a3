import type { Client } from '@temporalio/client';
import { isRunWaits, RUN_WAITS_QUERY } from '../common/run-waits';
import type { RunWaits } from '../common/run-waits';

/** How long the workers of a run may take to say what it waits for. */
const ANSWER_TIMEOUT_MS = 5_000;

export interface RunAnswer {
  /** Absent where nobody answered, or a worker without us did. */
  readonly waits?: RunWaits;
  /** Whether no worker took the question: there is perhaps none. */
  readonly timedOut: boolean;
}

/** Ask a run what it waits for itself. */
export async function queryRunWaits(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string },
): Promise<RunAnswer> {
  const untilMs = Date.now() + ANSWER_TIMEOUT_MS;
  try {
    const answer: unknown = await client.withDeadline(untilMs, () =>
      client.workflow.getHandle(workflowId, runId).query(RUN_WAITS_QUERY),
    );
    return isRunWaits(answer) ? { waits: answer, timedOut: false } : { timedOut: false };
  } catch {
    return { timedOut: Date.now() >= untilMs };
  }
}
