/** The beginning of a text that comes in pieces, and how long all of it was. */
export class BoundedText {
  readonly #maxBytes: number;
  #pieces: string[] = [];
  #bytes = 0;
  #chars = 0;
  #keptChars = 0;
  #full = false;

  /** @param maxBytes - UTF-8 bytes that are kept; `0` keeps all */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Whether more was added than there was room for. */
  get isFull(): boolean {
    return this.#full;
  }

  /** Characters that were added, kept or not. */
  get totalChars(): number {
    return this.#chars;
  }

  add(piece: string): void {
    this.#chars += piece.length;
    if (this.#full || piece === '') return;
    const bytes = Buffer.byteLength(piece);
    const room = this.#maxBytes === 0 ? bytes : this.#maxBytes - this.#bytes;
    // encodeInto never splits a character, and says how much of the text had room.
    const read =
      bytes <= room ? piece.length : new TextEncoder().encodeInto(piece, new Uint8Array(room)).read;
    const kept = read === piece.length ? piece : piece.slice(0, read);
    this.#full = read < piece.length;
    this.#bytes += bytes;
    this.#keptChars += kept.length;
    if (kept !== '') this.#pieces.push(kept);
  }

  /**
   * The kept text, with a suffix that says how much there was where some is missing.
   *
   * @param isComplete - `false` where more text came than was added, so that the total is not known
   */
  toText(isComplete = true): string {
    const text = this.#pieces.join('');
    if (isComplete && this.#keptChars === this.#chars) return text;
    return `${text}...[truncated, ${isComplete ? '' : 'more than '}${this.#chars} total chars]`;
  }
}
