import type { Payload, PayloadConverter } from '@temporalio/common';
import { defaultPayloadConverter, encodingKeys } from '@temporalio/common';
import { keepPayload, MAX_KEPT_BYTES, restorePayload } from './kept-payload';
import type { KeptPayload } from './kept-payload';

const KEPT_KEY = 'openbox.kept';

/** Heartbeat details of an activity's own code in a form in which they can stand within JSON of ours. */
export interface KeptDetails {
  /** The details themselves, where JSON gives them back as the user's converter would. */
  readonly details: unknown;
}

/** `undefined` as heartbeat details, where having none would say something else. */
export const NO_DETAILS: unknown = {
  [KEPT_KEY]: keepPayload(defaultPayloadConverter.toPayload(undefined), defaultPayloadConverter),
};

/**
 * Put heartbeat details into a form in which they can stand within JSON of ours.
 *
 * @param converter - the worker's.
 * @returns `undefined` where they cannot: they are too large, or Temporal itself could not encode them.
 */
export function keepDetails(details: unknown, converter: PayloadConverter): KeptDetails | undefined {
  try {
    const payload = converter.toPayload(details);
    if ((payload.data?.byteLength ?? 0) > MAX_KEPT_BYTES) return undefined;
    if (isPlain(details, payload) || payload.metadata?.encoding == null) return { details };
    const kept = keepPayload(payload, converter);
    return kept && { details: { [KEPT_KEY]: kept } };
  } catch {
    return undefined;
  }
}

/** Whether heartbeat details are not themselves, but were put into another form. */
export function isKept(details: unknown): details is { readonly [KEPT_KEY]: KeptPayload } {
  if (typeof details !== 'object' || details === null) return false;
  if (Object.keys(details).length !== 1 || !Object.hasOwn(details, KEPT_KEY)) return false;
  const kept: unknown = Reflect.get(details, KEPT_KEY);
  return typeof kept === 'object' && kept !== null && typeof Reflect.get(kept, 'encoding') === 'string';
}

/** The heartbeat details as the activity's own code gave them. @param converter - the worker's. */
export function restoreDetails(details: unknown, converter: PayloadConverter): unknown {
  if (isKept(details)) return restorePayload(details[KEPT_KEY], converter);
  return converter === defaultPayloadConverter || details === undefined ? details : alone(details, converter);
}

/** A converter may read details that are all there is otherwise than within an object of ours. */
function alone(details: unknown, converter: PayloadConverter): unknown {
  try {
    return converter.fromPayload(converter.toPayload(details));
  } catch {
    return details;
  }
}

/** Whether the converter does with the details what JSON does; their absence is `undefined`. */
function isPlain(details: unknown, { metadata, data }: Payload): boolean {
  const { encoding, ...more } = metadata ?? {};
  if (Object.keys(more).length > 0 || isKept(details)) return false;
  const nothing = details === undefined;
  const { METADATA_ENCODING_NULL, METADATA_ENCODING_JSON } = encodingKeys;
  return (
    isSame(encoding, nothing ? METADATA_ENCODING_NULL : METADATA_ENCODING_JSON) &&
    isSame(data, nothing ? undefined : jsonOf(details))
  );
}

/** `undefined` where JSON does not know the details, which a converter may all the same. */
function jsonOf(details: unknown): Uint8Array | undefined {
  try {
    return new TextEncoder().encode(JSON.stringify(details));
  } catch {
    return undefined;
  }
}

function isSame(bytes: Uint8Array | null | undefined, others: Uint8Array | undefined): boolean {
  const length = others?.length ?? 0;
  return (bytes?.length ?? 0) === length && (bytes ?? []).every((byte, index) => byte === others?.[index]);
}
