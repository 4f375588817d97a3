import { TextDecoder } from 'node:util';
import { neverThrow } from '../../otel/never-throw';
import { BoundedText } from './bounded-text';
import { createContentDecoder, type ContentDecoder } from './content-decoder';
import { parseMediaType } from './media-type';
import { toBytes } from './to-bytes';

/** What is known of a body before its first byte. */
export interface BodyDescription {
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  /** UTF-8 bytes of text that are kept; `0` keeps all. */
  readonly maxBytes: number;
}

/** Of a compressed body, this many characters are counted beyond what is kept; then decoding stops. */
const MAX_COUNTED_CHARS = 16 * 1024 * 1024;

/**
 * Watches the bytes of one body pass and keeps the beginning of its text. Nothing of a binary body is kept, and nothing
 * of a body without a declared type whose bytes are not UTF-8. Never throws.
 */
export class BodyCapture {
  readonly #text: BoundedText;
  readonly #isDeclared: boolean;
  readonly #isCompressed: boolean;
  #bytesToText: TextDecoder | undefined;
  #decoder: ContentDecoder | undefined;
  #isText = true;
  #isComplete = true;
  #isEmpty = true;

  constructor(description: BodyDescription) {
    const { kind, charset } = parseMediaType(description.contentType);
    this.#isDeclared = kind !== 'unknown';
    this.#text = new BoundedText(description.maxBytes);
    this.#isText = kind !== 'binary';
    this.#isCompressed = (description.contentEncoding ?? '') !== '';
    if (!this.#isText) return;
    this.#bytesToText = textDecoder(charset, kind === 'unknown');
    this.#decoder = createContentDecoder(
      description.contentEncoding,
      (chunk) => this.#decode(chunk),
      () => {
        this.#isComplete = false;
      },
    );
    this.#isText = this.#decoder !== undefined;
  }

  write(chunk: unknown, encoding?: unknown): void {
    if (!this.#isText) return;
    neverThrow('watching a body', () => {
      const bytes = toBytes(chunk, encoding);
      if (bytes === undefined || bytes.length === 0) return;
      this.#isEmpty = false;
      this.#decoder?.write(bytes);
    });
  }

  /** What was kept so far; `undefined` where nothing came, or what came is not text. */
  textSoFar(): string | undefined {
    if (!this.#isText || this.#isEmpty) return undefined;
    return this.#text.totalChars === 0 && !this.#isComplete ? undefined : this.#text.toText(this.#isComplete);
  }

  /** Says that the body is complete: a last character that is not makes a body of unknown type no text. */
  end(): void {
    if (!this.#isText) return;
    try {
      this.#text.add(this.#bytesToText?.decode() ?? '');
    } catch {
      this.#isText = false;
    }
  }

  #decode(chunk: Uint8Array): boolean {
    try {
      const text = this.#bytesToText?.decode(chunk, { stream: true }) ?? '';
      // Binary formats are often valid UTF-8 as well, but hardly one is without this character.
      if (!this.#isDeclared && text.includes('\u0000')) this.#isText = false;
      else this.#text.add(text);
      if (!this.#isText) return false;
    } catch {
      this.#isText = false;
      return false;
    }
    if (this.#isCompressed && this.#text.isFull && this.#text.totalChars > MAX_COUNTED_CHARS) {
      this.#isComplete = false;
      return false;
    }
    return true;
  }
}

function textDecoder(charset: string, fatal: boolean): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal });
  } catch {
    // Nobody knows this charset; most texts are UTF-8, and what is not is left out.
    return new TextDecoder('utf-8', { fatal: true });
  }
}
