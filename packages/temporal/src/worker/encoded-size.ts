import type { Context } from '@temporalio/activity';
import type { Payload } from '@temporalio/common';
import { dataConverterOf } from './data-converter-of';

/**
 * What Temporal's server takes for the details of a heartbeat, of a failure and for the arguments of an activity is 2 MiB
 * each; the rest is for what stands around them.
 */
export const MAX_ENCODED_BYTES = 2 * 1_024 * 1_024 - 64 * 1_024;

/** Framing of one payload or of one fact of it, generously. */
const FRAME_BYTES = 16;

/**
 * How large values are as Temporal gets them: converted and encoded as the worker does it, whose client has its converter.
 *
 * @returns `undefined` where they cannot be encoded here.
 */
export async function encodedSize(
  values: readonly unknown[],
  context: Pick<Context, 'client'>,
): Promise<number | undefined> {
  try {
    const { payloadConverter, payloadCodecs } = dataConverterOf(context);
    let payloads = values.map((value) => payloadConverter.toPayload(value));
    for (const codec of payloadCodecs) payloads = await codec.encode(payloads);
    return payloads.reduce((bytes, payload) => bytes + sizeOf(payload), 0);
  } catch {
    return undefined;
  }
}

function sizeOf({ metadata, data }: Payload): number {
  const facts = Object.entries(metadata ?? {});
  return facts.reduce(
    (bytes, [key, value]) => bytes + key.length + value.byteLength + FRAME_BYTES,
    FRAME_BYTES + (data?.byteLength ?? 0),
  );
}
