import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunKey } from './terminate-run';

/** A task in which nothing is left to do ends within milliseconds; one that goes on is not waited for. */
const MAX_WAIT_MS = 3_000;
const LOOK_EVERY_MS = 20;
/** `PENDING_WORKFLOW_TASK_STATE_STARTED` of Temporal's API. */
const STARTED = 2;

/**
 * Resolves when the run has no workflow task that a worker works on: what the task was to answer has then reached the
 * server, such as the rejection of an update. Never rejects.
 */
export async function awaitTaskEnd(run: RunKey, client: Client): Promise<void> {
  const until = Date.now() + MAX_WAIT_MS;
  try {
    while (Date.now() < until) {
      const { raw } = await client.withDeadline(until, () =>
        client.workflow.getHandle(run.workflowId, run.runId).describe(),
      );
      if (Number(raw.pendingWorkflowTask?.state) !== STARTED) return;
      await sleep(LOOK_EVERY_MS);
    }
  } catch {
    // Whoever cannot be asked is not waited for.
  }
}
