type Answer =
  | { readonly kind: 'pending' }
  | { readonly kind: 'admitted' }
  | { readonly kind: 'refused'; readonly error: unknown };

/**
 * Whether an operation, or all of a batch, may run: asked for at once, acted upon when the driver is ready to send. So a verdict that takes
 * its time is under way while the statement still waits for its turn.
 */
export class Admission {
  #answer: Answer = { kind: 'pending' };
  readonly #waiting: (() => void)[] = [];

  /** @param ask - returns or resolves where it may run; throws or rejects where it may not */
  constructor(ask: () => Promise<void> | void) {
    try {
      const answer = ask();
      if (answer === undefined) this.#answer = { kind: 'admitted' };
      else
        answer.then(
          () => this.#settle({ kind: 'admitted' }),
          (error: unknown) => this.#settle({ kind: 'refused', error }),
        );
    } catch (error) {
      this.#answer = { kind: 'refused', error };
    }
  }

  get isPending(): boolean {
    return this.#answer.kind === 'pending';
  }

  get isAdmitted(): boolean {
    return this.#answer.kind === 'admitted';
  }

  /** Calls one of the two: now where the answer is known, otherwise as soon as it is. */
  whenKnown(admitted: () => void, refused: (error: unknown) => void): void {
    if (this.#answer.kind === 'pending') this.#waiting.push(() => this.whenKnown(admitted, refused));
    else if (this.#answer.kind === 'admitted') admitted();
    else refused(this.#answer.error);
  }

  #settle(answer: Answer): void {
    this.#answer = answer;
    // Drivers run callbacks of the program from here: what they throw is an uncaught exception, as ever, and not an
    // unhandled rejection.
    for (const waiting of this.#waiting.splice(0)) process.nextTick(waiting);
  }
}
