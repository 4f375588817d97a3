import { fromBase64, toBase64 } from '@openbox/core-client/contract';
import { defaultPayloadConverter, ValueError } from '@temporalio/common';

/**
 * A finished result while it waits for its approval. Encoded as Temporal's default converter encodes it, so that bytes
 * and `undefined` come back as they were although they travel within JSON.
 */
export type KeptOutput = { readonly encoding: string; readonly data: string } | { readonly value: unknown };

/** Keep a result; one that only a converter of the user's own can encode is kept as it is. */
export function keepOutput(output: unknown): KeptOutput {
  try {
    const { metadata, data } = defaultPayloadConverter.toPayload(output);
    const encoding = metadata?.encoding;
    if (encoding != null) return { encoding: toBase64(encoding), data: toBase64(data ?? new Uint8Array()) };
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
  const data = fromBase64(kept.data);
  if (encoding === undefined || data === undefined) throw new ValueError('a kept result came back damaged');
  return defaultPayloadConverter.fromPayload({ metadata: { encoding }, data });
}
