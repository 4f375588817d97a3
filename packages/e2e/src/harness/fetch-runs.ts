import type { Client } from '@temporalio/client';
import type { History } from './history';

/** The histories of a Workflow's latest run and of those that it continues, the first one first. */
export async function fetchRuns(client: Client, workflowId: string): Promise<History[]> {
  const latest = await client.workflow.getHandle(workflowId).fetchHistory();
  const started = latest.events?.[0]?.workflowExecutionStartedEventAttributes;
  const runs: History[] = [];
  let runId = orNone(started?.firstExecutionRunId);
  while (runId !== undefined) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runs.push(history);
    runId = nextRunId(history);
  }
  return runs;
}

/** The run that took over from this one: it continued as new, or it failed and is tried again. */
function nextRunId(history: History): string | undefined {
  const end = history.events?.at(-1);
  const attributes =
    end?.workflowExecutionContinuedAsNewEventAttributes ??
    end?.workflowExecutionFailedEventAttributes ??
    end?.workflowExecutionTimedOutEventAttributes;
  return orNone(attributes?.newExecutionRunId);
}

/** Temporal writes an id that is not there as an empty one. */
function orNone(id: string | null | undefined): string | undefined {
  return id == null || id === '' ? undefined : id;
}
