import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunKey } from './terminate-run';

/** Temporal's own timeout of a task, by default: where its worker has died, none is cut off any more. */
const MAX_STARTED_MS = 10_000;
/** A task that waits for a worker is about to be started; where no worker takes it, there is none to be cut off. */
const MAX_SCHEDULED_MS = 3_000;
const LOOK_EVERY_MS = 20;
/** `PENDING_WORKFLOW_TASK_STATE_STARTED` of Temporal's API. */
const STARTED = 2;

/**
 * Resolves when the run has no workflow task that a worker works on or is about to: what the task was to answer has then
 * reached the server, such as the rejection of an update. It has to be so twice in a row, because the result of another
 * activity may be on its way. Never rejects.
 */
export async function awaitTaskEnd(run: RunKey, client: Client): Promise<void> {
  const begunMs = Date.now();
  const until = begunMs + MAX_STARTED_MS;
  let isQuiet = false;
  try {
    while (Date.now() < until) {
      const { raw } = await client.withDeadline(until, () =>
        client.workflow.getHandle(run.workflowId, run.runId).describe(),
      );
      const task = raw.pendingWorkflowTask;
      if (task == null && isQuiet) return;
      isQuiet = task == null;
      if (task != null && Number(task.state) !== STARTED && Date.now() - begunMs >= MAX_SCHEDULED_MS) return;
      await sleep(LOOK_EVERY_MS);
    }
  } catch {
    // Whoever cannot be asked is not waited for.
  }
}
