import { defaultPayloadConverter } from '@temporalio/common';
import type { PayloadConverter } from '@temporalio/common';
import { keepPayload, restorePayload } from './kept-payload';
import type { KeptPayload } from './kept-payload';

/** A finished result while it waits for its approval. */
export type KeptOutput = KeptPayload | { readonly value: unknown };

/**
 * Keep a result; one that cannot be encoded is kept as it is.
 *
 * @param converter - the worker's.
 * @returns `undefined` where it is larger than what Temporal can keep.
 */
export function keepOutput(
  output: unknown,
  converter: PayloadConverter = defaultPayloadConverter,
): KeptOutput | undefined {
  try {
    const payload = converter.toPayload(output);
    return payload.metadata?.encoding == null ? { value: output } : keepPayload(payload, converter);
  } catch {
    return { value: output };
  }
}

/**
 * The result that was kept.
 *
 * @param converter - that of the worker or of the workflow, whichever hands it on.
 */
export function restoreOutput(
  kept: KeptOutput | undefined,
  converter: PayloadConverter = defaultPayloadConverter,
): unknown {
  if (kept === undefined) return undefined;
  return 'value' in kept ? kept.value : restorePayload(kept, converter);
}
