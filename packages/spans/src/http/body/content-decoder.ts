import { constants } from 'node:zlib';
import { BrotliDecompress, Gunzip, Inflate, InflateRaw } from 'minizlib';

/** Takes a body's bytes as they pass and gives on the decoded ones, in the same call. */
export interface ContentDecoder {
  write(chunk: Uint8Array): void;
}

/** A small input can become a huge output, so it is fed in slices, and each slice may become this much. */
const MAX_SLICE_BYTES = 2_048;
const MAX_OUTPUT_OF_SLICE_BYTES = 16 * 1024 * 1024;
const MAX_CODINGS = 4;

const SYNC_FLUSH = {
  flush: constants.Z_SYNC_FLUSH,
  finishFlush: constants.Z_SYNC_FLUSH,
  maxOutputLength: MAX_OUTPUT_OF_SLICE_BYTES,
};
const BROTLI_FLUSH = {
  flush: constants.BROTLI_OPERATION_FLUSH,
  finishFlush: constants.BROTLI_OPERATION_FLUSH,
  maxOutputLength: MAX_OUTPUT_OF_SLICE_BYTES,
};

/**
 * Undoes the codings of a `Content-Encoding` header. `undefined` where one of them is not known.
 *
 * @param onData - gets decoded bytes; `false` ends decoding
 * @param onError - bytes are not what the header says, or become too many
 */
export function createContentDecoder(
  contentEncoding: string | undefined,
  onData: (chunk: Uint8Array) => boolean,
  onError: () => void,
): ContentDecoder | undefined {
  const codings = (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS) return undefined;
  let ended = false;
  const fail = (): void => {
    if (!ended) onError();
    ended = true;
  };
  let sink = (chunk: Uint8Array): void => {
    if (!ended && !onData(chunk)) ended = true;
  };
  for (const coding of codings) {
    const stage = createStage(coding, sink, fail, () => ended);
    if (stage === undefined) return undefined;
    sink = stage;
  }
  const write = sink;
  return {
    write: (chunk) => {
      if (!ended) write(chunk);
    },
  };
}

type Sink = (chunk: Uint8Array) => void;

function createStage(coding: string, sink: Sink, fail: () => void, isEnded: () => boolean): Sink | undefined {
  if (!['gzip', 'x-gzip', 'deflate', 'br'].includes(coding)) return undefined;
  let engine: Gunzip | Inflate | InflateRaw | BrotliDecompress | undefined;
  return (chunk) => {
    engine ??= createEngine(coding, chunk).on('data', sink).on('error', fail);
    for (let start = 0; start < chunk.length && !isEnded(); start += MAX_SLICE_BYTES) {
      const length = Math.min(MAX_SLICE_BYTES, chunk.length - start);
      engine.write(Buffer.from(chunk.buffer, chunk.byteOffset + start, length));
    }
  };
}

function createEngine(
  coding: string,
  firstChunk: Uint8Array,
): Gunzip | Inflate | InflateRaw | BrotliDecompress {
  if (coding === 'br') return new BrotliDecompress(BROTLI_FLUSH);
  if (coding !== 'deflate') return new Gunzip(SYNC_FLUSH);
  // Some servers send deflate without the zlib header that the standard asks for; so clients look at the first byte.
  return ((firstChunk[0] ?? 0) & 0x0f) === 0x08 ? new Inflate(SYNC_FLUSH) : new InflateRaw(SYNC_FLUSH);
}
