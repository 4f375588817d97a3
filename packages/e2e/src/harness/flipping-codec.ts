import type { Payload, PayloadCodec } from '@temporalio/common';

/** A codec without which nothing of a payload can be read. */
export const FLIPPING_CODEC: PayloadCodec = {
  encode: (payloads) =>
    Promise.resolve(
      payloads.map((payload): Payload => ({
        metadata: {
          encoding: new TextEncoder().encode('binary/flipped'),
          original: payload.metadata?.encoding ?? new Uint8Array(),
        },
        data: flip(payload.data),
      })),
    ),
  decode: (payloads) =>
    Promise.resolve(
      payloads.map((payload): Payload =>
        payload.metadata?.original === undefined
          ? payload
          : { metadata: { encoding: payload.metadata.original }, data: flip(payload.data) },
      ),
    ),
};

function flip(data: Uint8Array | null | undefined): Uint8Array {
  return Uint8Array.from(data ?? [], (byte) => byte ^ 0xff);
}
