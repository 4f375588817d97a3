import { AsyncResource } from 'node:async_hooks';

/** What `fs.promises.writeFile` takes besides texts and bytes: an iterable, an asynchronous one, or a stream. */
export type ByteSource = Iterable<unknown> | AsyncIterable<unknown>;

/** Recognises a {@link ByteSource}. */
export function isByteSource(value: unknown): value is ByteSource {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

/**
 * The same chunks, each shown to `onChunk` as it passes. The source is the program's own code: it runs in the context of
 * whoever called this, so that what it does is governed as well.
 */
export function countingIterable(
  source: ByteSource,
  onChunk: (chunk: unknown) => void,
): AsyncIterable<unknown> {
  const inContext = AsyncResource.bind((step: () => unknown) => step());
  return {
    [Symbol.asyncIterator]: () => {
      const iterator =
        Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
      return {
        next: async () => {
          const result = (await inContext(() => iterator.next())) as IteratorResult<unknown, unknown>;
          const value: unknown = await result.value;
          if (result.done !== true) onChunk(value);
          return { done: result.done === true, value };
        },
        return: async () => {
          await inContext(() => iterator.return?.());
          return { done: true, value: undefined };
        },
      };
    },
  };
}
