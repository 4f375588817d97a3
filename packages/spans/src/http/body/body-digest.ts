import { createHash } from 'node:crypto';
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
  #isEmpty = true;

  /** @param contentType - of the body */
  constructor(contentType: string | undefined) {
    this.#boundary = boundaryOf(contentType);
  }

  write(chunk: unknown, encoding?: unknown): void {
    neverThrow('watching a body', () => {
      const bytes = toBytes(chunk, encoding);
      if (bytes === undefined || bytes.length === 0) return;
      this.#isEmpty = false;
      if (this.#boundary === undefined) this.#hash.update(bytes);
      else this.#pieces.push(bytes);
    });
  }

  /** SHA-256 of what was written, in hex; `undefined` where nothing was. To be called once. */
  toHex(): string | undefined {
    if (this.#isEmpty) return undefined;
    return neverThrow('comparing a body', () => {
      if (this.#boundary !== undefined) this.#addParts(this.#boundary);
      return this.#hash.digest('hex');
    });
  }

  #addParts(boundary: string): void {
    const bytes =
      this.#pieces.length === 1 ? Buffer.from(this.#pieces[0] ?? []) : Buffer.concat(this.#pieces);
    let start = 0;
    for (let end = bytes.indexOf(boundary); end !== -1; end = bytes.indexOf(boundary, start)) {
      this.#addPart(bytes.subarray(start, end));
      start = end + Buffer.byteLength(boundary);
    }
    this.#addPart(bytes.subarray(start));
  }

  /** With its length, so that parts differ that are the same in a row. */
  #addPart(part: Uint8Array): void {
    this.#hash.update(`${part.length}:`).update(part);
  }
}

function boundaryOf(contentType = ''): string | undefined {
  if (!/^\s*multipart\//i.test(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary\s*=\s*(?:"([^"]+)"|([^\s";]+))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}
