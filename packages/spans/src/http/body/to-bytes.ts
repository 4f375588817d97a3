import { isAnyArrayBuffer } from 'node:util/types';

/** A piece of a body as bytes, without a copy where it has some; `undefined` for what is none. */
export function toBytes(chunk: unknown, encoding?: unknown): Uint8Array | undefined {
  if (typeof chunk === 'string') {
    return Buffer.from(
      chunk,
      typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8',
    );
  }
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return isAnyArrayBuffer(chunk) ? new Uint8Array(chunk) : undefined;
}
