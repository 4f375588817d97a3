import { createHash, type Hash } from 'node:crypto';
import { neverThrow } from '../../otel/never-throw';
import { toBytes } from './to-bytes';

/**
 * Tells bodies apart by all of their bytes. The boundary of a multipart body, which is another in each attempt, is no part
 * of it. Never throws.
 */
export class BodyDigest {
  readonly #boundary: string | undefined;
  readonly #hash = createHash('sha256');
  /** Of a multipart body: its boundary may begin in one piece and end in the next. */
  readonly #pieces: Uint8Array[] = [];

  /** @param contentType - of the body */
  constructor(contentType: string | undefined) {
    this.#boundary = boundaryOf(contentType);
  }

  write(chunk: unknown, encoding?: unknown): void {
    neverThrow('watching a body', () => {
      const bytes = toBytes(chunk, encoding);
      if (bytes === undefined) return;
      if (this.#boundary === undefined) this.#hash.update(bytes);
      else this.#pieces.push(bytes);
    });
  }

  /** SHA-256 of what was written so far, in hex; also where that is nothing. */
  toHex(): string {
    return (
      neverThrow('comparing a body', () => {
        const hash = this.#hash.copy();
        if (this.#boundary !== undefined) addParts(hash, Buffer.concat(this.#pieces), this.#boundary);
        return hash.digest('hex');
      }) ?? ''
    );
  }
}

/** Each with its length, so that bodies differ whose parts are the same in a row. */
function addParts(hash: Hash, bytes: Buffer, boundary: string): void {
  let start = 0;
  for (let end = bytes.indexOf(boundary); end !== -1; end = bytes.indexOf(boundary, start)) {
    hash.update(`${end - start}:`).update(bytes.subarray(start, end));
    start = end + Buffer.byteLength(boundary);
  }
  hash.update(bytes.subarray(start));
}

function boundaryOf(contentType = ''): string | undefined {
  if (!/^\s*multipart\//i.test(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s";]+))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}
