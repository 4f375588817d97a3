import { Client, Connection } from '@temporalio/client';
import type { PayloadCodec } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { encodedSize } from './encoded-size';

/** Makes everything twice as large. */
const doubling: PayloadCodec = {
  encode: (payloads) =>
    Promise.resolve(
      payloads.map(({ metadata, data }) => ({
        metadata: metadata ?? {},
        data: new Uint8Array((data?.byteLength ?? 0) * 2),
      })),
    ),
  decode: (payloads) => Promise.resolve(payloads),
};

describe('the encoded size', () => {
  it('is that of the converter where there is no client', async () => {
    const { context } = new MockActivityEnvironment();
    const size = await encodedSize(['x'.repeat(1_000), '\n'.repeat(1_000)], context);
    expect(size).toBeGreaterThan(3_000);
    expect(size).toBeLessThan(3_300);
  });

  it('is that of what the codec makes of it', async () => {
    const client = new Client({
      connection: Connection.lazy(),
      dataConverter: { payloadCodecs: [doubling] },
    });
    const { context } = new MockActivityEnvironment({}, { client });
    expect(await encodedSize(['x'.repeat(1_000)], context)).toBeGreaterThan(2_000);
    await client.connection.close();
  });

  it('is unknown of what cannot be encoded', async () => {
    const { context } = new MockActivityEnvironment();
    expect(await encodedSize([1n], context)).toBeUndefined();
  });
});
