import { fromBase64, toBase64 } from '@openbox/core-client/contract';
import { defaultPayloadConverter, ValueError } from '@temporalio/common';

/**
 * A finished result while it waits for its approval. Encoded as Temporal's default converter encodes it, so that bytes
 * and `undefined` come back as they were although they travel within JSON.
 */
export type KeptOutput =
  | { readonly encoding: string; readonly data: string }
  | { readonly encoding: string; readonly text: string }
  | { readonly value: unknown };

/**
 * What Temporal's server takes for the details of a heartbeat and of a failure is 2 MiB each; the rest is for what stands
 * beside a kept result.
 */
const MAX_KEPT_BYTES = 1_950_000;

/**
 * Keep a result; one that only a converter of the user's own can encode is kept as it is.
 *
 * @returns `undefined` where it is larger than what Temporal can keep.
 */
export function keepOutput(output: unknown): KeptOutput | undefined {
  try {
    const { metadata, data } = defaultPayloadConverter.toPayload(output);
    const encoding = metadata?.encoding;
    if (encoding != null) return keepBytes(toBase64(encoding), data ?? new Uint8Array());
  } catch {
    // Not a value of the default converter.
  }
  return { value: output };
}

/** The result that was kept. */
export function restoreOutput(kept: KeptOutput | undefined): unknown {
  if (kept === undefined) return undefined;
  if ('value' in kept) return kept.value;
  const encoding = fromBase64(kept.encoding);
  const data = 'text' in kept ? new TextEncoder().encode(kept.text) : fromBase64(kept.data);
  if (encoding === undefined || data === undefined) throw new ValueError('a kept result came back damaged');
  return defaultPayloadConverter.fromPayload({ metadata: { encoding }, data });
}

/** Base64 unless only the text itself is small enough. */
function keepBytes(encoding: string, data: Uint8Array): KeptOutput | undefined {
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
