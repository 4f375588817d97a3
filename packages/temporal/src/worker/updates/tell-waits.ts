import type { Client } from '@temporalio/client';
import { activityWaits } from '../../client/activity-waits';
import { SEEN_WAITS_HEADER, toSeenWaits } from '../../common/seen-waits-header';
import type { RunKey } from '../terminate-run';
import type { MetadataQuery } from './live-jobs';

/** What is shown of a run is worth no longer wait. */
const MAX_LOOK_MS = 1_000;

/**
 * Tell a run, together with the questions of Temporal's UI, which of its activities wait by their own retries. Never
 * rejects: where Temporal does not say so in time, they are not shown.
 */
export async function tellWaits(
  queries: readonly MetadataQuery[],
  run: RunKey,
  client: Client | undefined,
): Promise<void> {
  if (client === undefined) return;
  try {
    const { raw } = await client.withDeadline(Date.now() + MAX_LOOK_MS, () =>
      client.workflow.getHandle(run.workflowId, run.runId).describe(),
    );
    const { loadedDataConverter } = client.workflow.options;
    const waits = await activityWaits(raw.pendingActivities ?? [], loadedDataConverter, true);
    if (waits.length === 0) return;
    for (const query of queries) {
      query.headers = { ...query.headers, [SEEN_WAITS_HEADER]: toSeenWaits(waits) };
    }
  } catch {
    // The run is about to end, or nobody answers.
  }
}
