import { WorkflowNotFoundError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';

/** Ends a Workflow that the test leaves open. */
export async function terminateIfOpen(handle: WorkflowHandle): Promise<void> {
  if ((await handle.describe()).status.name !== 'RUNNING') return;
  await handle.terminate('the test is over').catch((error: unknown) => {
    // It may have ended since.
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}
