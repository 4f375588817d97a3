import { isObject } from '../is-object';
import { toHeaderRecord } from './to-http-request';

/** The first bytes of a body, and a body that begins with them. */
export interface PeekedBody {
  readonly chunk: unknown;
  readonly body: AsyncIterable<unknown>;
  /** Tells the body that nobody will read it. */
  cancel(): void;
}

/** Whether a body is there as it is, and needs no reading. */
export function isWholeBody(body: unknown): body is string | Uint8Array {
  return typeof body === 'string' || ArrayBuffer.isView(body);
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

/** Takes the first chunk of a body. */
export async function peekBody(body: AsyncIterable<unknown>): Promise<PeekedBody> {
  const iterator = body[Symbol.asyncIterator]();
  const first = await iterator.next();
  const rest: AsyncIterable<unknown> = { [Symbol.asyncIterator]: () => iterator };
  return {
    chunk: first.done === true ? undefined : first.value,
    body: concat(first, rest),
    cancel: () => void iterator.return?.().catch(() => undefined),
  };
}

async function* concat(
  first: IteratorResult<unknown>,
  rest: AsyncIterable<unknown>,
): AsyncGenerator<unknown, void, undefined> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}
