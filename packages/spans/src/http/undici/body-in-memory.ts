import { isAnyArrayBuffer } from 'node:util/types';
import { toBytes } from '../body/to-bytes';
import { isObject } from '../is-object';
import { toHeaderRecord } from './to-http-request';

/** The beginning of a body, and a body that begins with it. */
export interface PeekedBody {
  readonly chunks: readonly unknown[];
  readonly body: unknown;
  /** Tells the body that nobody will read it. */
  cancel(): void;
}

/** A `Blob` may stand for a file that is larger than the memory. */
const MAX_PEEKED_BYTES = 16 * 1024 * 1024;

/** Whether a body is there as it is, and needs no reading. */
export function isWholeBody(body: unknown): body is string | ArrayBufferView | ArrayBufferLike {
  return typeof body === 'string' || ArrayBuffer.isView(body) || isAnyArrayBuffer(body);
}

/**
 * Whether a body can be looked into before it is sent, without reading ahead of whoever produces it: `fetch` hands every
 * body on as an iterable, and gives a length to those alone that the program had in memory.
 */
export function isBodyInMemory(body: unknown, headers: unknown): body is AsyncIterable<unknown> {
  return (
    isObject(body) &&
    Symbol.asyncIterator in body &&
    !('pipe' in body) &&
    toHeaderRecord(headers)['content-length'] !== undefined
  );
}

/** By its methods, because undici takes others than Node's own. */
export function isBlob(body: unknown): body is Blob {
  return isObject(body) && 'arrayBuffer' in body && 'stream' in body && 'size' in body;
}

/** Takes the beginning of a blob, which is read once more when it is sent. */
export async function peekBlob(blob: Blob): Promise<PeekedBody> {
  const peeked = await peekBody(blob.stream());
  peeked.cancel();
  return { ...peeked, body: blob, cancel: () => undefined };
}

/** Takes the chunks of a body, to its end or until they are large enough. */
export async function peekBody(body: AsyncIterable<unknown>): Promise<PeekedBody> {
  const iterator = body[Symbol.asyncIterator]();
  const chunks: unknown[] = [];
  let isOver = false;
  for (let bytes = 0; bytes < MAX_PEEKED_BYTES;) {
    const next = await iterator.next();
    isOver = next.done === true;
    if (isOver) break;
    chunks.push(next.value);
    bytes += toBytes(next.value)?.length ?? 0;
  }
  const rest: AsyncIterable<unknown> = { [Symbol.asyncIterator]: () => iterator };
  return {
    chunks,
    body: isOver ? concat(chunks) : concat(chunks, rest),
    cancel: () => void iterator.return?.().catch(() => undefined),
  };
}

async function* concat(
  chunks: readonly unknown[],
  rest?: AsyncIterable<unknown>,
): AsyncGenerator<unknown, void, undefined> {
  yield* chunks;
  if (rest !== undefined) yield* rest;
}
