import { defaultPayloadConverter } from '@temporalio/common';
import type { Headers, Payload } from '@temporalio/common';
import type { Refusal } from './governance-activity';

/**
 * Header by which the worker tells the workflow that an update is refused, before the workflow sees it. It exists only
 * between the two: a refused update leaves no trace in history, and the worker takes away what a client put there.
 */
export const UPDATE_REFUSAL_HEADER = 'openbox-update-refusal';

/** The header's value. Holds no payload, because headers do not pass through codecs. */
export function toUpdateRefusal(refusal: Refusal): Payload {
  return defaultPayloadConverter.toPayload(refusal);
}

/** The refusal that the worker sent along, if it did. */
export function readUpdateRefusal(headers: Headers): Refusal | undefined {
  const payload = headers[UPDATE_REFUSAL_HEADER];
  if (payload === undefined) return undefined;
  try {
    const refusal: unknown = defaultPayloadConverter.fromPayload(payload);
    return isRefusal(refusal) ? refusal : undefined;
  } catch {
    // Whatever somebody else put there must not fail the workflow task.
    return undefined;
  }
}

function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof Reflect.get(value, 'type') === 'string' &&
    typeof Reflect.get(value, 'message') === 'string' &&
    typeof Reflect.get(value, 'details') === 'object' &&
    Reflect.get(value, 'details') !== null
  );
}
