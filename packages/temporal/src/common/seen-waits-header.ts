import { defaultPayloadConverter } from '@temporalio/common';
import type { Headers, Payload } from '@temporalio/common';
import type { WaitFacts } from './wait-facts';

/**
 * Temporal's query for what its UI shows of a workflow. Interceptors of queries never see it.
 *
 * Source: `__temporal_workflow_metadata` of Temporal's API, `WorkflowMetadata.current_details`.
 */
export const METADATA_QUERY = '__temporal_workflow_metadata';

/**
 * Header by which the worker tells the workflow, together with the metadata query, which of its activities wait by their
 * own retries: Temporal's server knows, the workflow does not. It exists only between the two.
 */
export const SEEN_WAITS_HEADER = 'openbox-seen-waits';

/** The header's value. Holds no payload, because headers do not pass through codecs. */
export function toSeenWaits(waits: readonly WaitFacts[]): Payload {
  return defaultPayloadConverter.toPayload(waits);
}

/** The waits that the worker sent along; none where it did not. */
export function readSeenWaits(headers: Headers): WaitFacts[] {
  const payload = headers[SEEN_WAITS_HEADER];
  if (payload === undefined) return [];
  try {
    const waits: unknown = defaultPayloadConverter.fromPayload(payload);
    return Array.isArray(waits) ? waits.filter(isWaitFacts) : [];
  } catch {
    // Where nothing can be shown, the query still has its answer.
    return [];
  }
}

function isWaitFacts(value: unknown): value is WaitFacts {
  if (typeof value !== 'object' || value === null) return false;
  const { activityId, activityType, reason }: Partial<Record<keyof WaitFacts, unknown>> = value;
  return typeof activityId === 'string' && typeof activityType === 'string' && typeof reason === 'string';
}
