import { fromBase64, toBase64 } from '@openbox/core-client/contract';
import { defaultPayloadConverter, ValueError } from '@temporalio/common';
import type { Payload, PayloadConverter } from '@temporalio/common';

/**
 * A value while it travels within JSON of ours, encoded as Temporal would have encoded it alone: bytes and `undefined`, and
 * whatever the user's own converter knows, come back as they were.
 */
export type KeptPayload = ({ readonly data: string } | { readonly text: string }) & {
  readonly encoding: string;
  /** What else the converter says of it. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Encoded by the user's own converter. */
  readonly isOwn?: true;
};

/**
 * What Temporal's server takes for the details of a heartbeat and of a failure is 2 MiB each; the rest is for what stands
 * beside a kept value.
 */
export const MAX_KEPT_BYTES = 1_950_000;

/**
 * Keep what a converter made of a value.
 *
 * @param converter - the one that made it.
 * @returns `undefined` where it is larger than what Temporal can keep, or does not say how it is encoded.
 */
export function keepPayload(
  { metadata, data }: Payload,
  converter: PayloadConverter,
): KeptPayload | undefined {
  const { encoding, ...more } = metadata ?? {};
  const kept = encoding && keepBytes(toBase64(encoding), data ?? new Uint8Array());
  if (kept === undefined || converter === defaultPayloadConverter) return kept;
  const named = Object.entries(more).map(([key, bytes]) => [key, toBase64(bytes)] as const);
  return { ...kept, isOwn: true, ...(named.length > 0 && { metadata: Object.fromEntries(named) }) };
}

/**
 * The value that was kept.
 *
 * @param converter - that of the worker or of the workflow, whichever hands it on.
 */
export function restorePayload(kept: KeptPayload, converter: PayloadConverter): unknown {
  const metadata = Object.fromEntries(
    Object.entries({ ...kept.metadata, encoding: kept.encoding }).map(([key, text]) => [
      key,
      undamaged(fromBase64(text)),
    ]),
  );
  const data = 'text' in kept ? new TextEncoder().encode(kept.text) : undamaged(fromBase64(kept.data));
  const encoder = kept.isOwn === true ? converter : defaultPayloadConverter;
  return encoder.fromPayload({ metadata, data });
}

function undamaged(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new ValueError('a kept value came back damaged');
  return bytes;
}

/** Base64 unless only the text itself is small enough. */
function keepBytes(encoding: string, data: Uint8Array): KeptPayload | undefined {
  if (Math.ceil(data.byteLength / 3) * 4 <= MAX_KEPT_BYTES) return { encoding, data: toBase64(data) };
  if (data.byteLength > MAX_KEPT_BYTES) return undefined;
  const text = textOf(data);
  if (text === undefined) return undefined;
  const escaped = new TextEncoder().encode(JSON.stringify(text));
  return escaped.byteLength <= MAX_KEPT_BYTES ? { encoding, text } : undefined;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
