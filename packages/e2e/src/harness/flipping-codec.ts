import type { Payload, PayloadCodec } from '@temporalio/common';

const ENCODING = new TextEncoder().encode('binary/flipped');

/** A codec without which nothing of a payload can be read; the converter's own metadata stays. */
export const FLIPPING_CODEC: PayloadCodec = {
  encode: (payloads) =>
    Promise.resolve(
      payloads.map(({ metadata, data }): Payload => ({
        metadata: { ...metadata, encoding: ENCODING, original: metadata?.encoding ?? new Uint8Array() },
        data: flip(data),
      })),
    ),
  decode: (payloads) =>
    Promise.resolve(
      payloads.map((payload): Payload => {
        const { original, ...metadata } = payload.metadata ?? {};
        if (original === undefined) return payload;
        return { metadata: { ...metadata, encoding: original }, data: flip(payload.data) };
      }),
    ),
};

function flip(data: Uint8Array | null | undefined): Uint8Array {
  return Uint8Array.from(data ?? [], (byte) => byte ^ 0xff);
}
