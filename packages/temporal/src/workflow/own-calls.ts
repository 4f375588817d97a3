/**
 * Calls of a run to the governance activity beside those that its end waits for by itself. A run must not end while one
 * is under way: Temporal may then lose track of the run, and leave it open for ever.
 */
export class OwnCalls {
  readonly #open = new Set<Promise<unknown>>();

  /** Keep the run open while `call` is under way. @returns `call` itself. */
  track<T>(call: Promise<T>): Promise<T> {
    this.#open.add(call);
    const forget = (): void => void this.#open.delete(call);
    call.then(forget, forget);
    return call;
  }

  /** Resolves when none is under way; never rejects. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.allSettled(this.#open);
  }
}
