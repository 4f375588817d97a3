import type { Admission } from './admission';

interface Waiting {
  readonly admission: Admission | undefined;
  readonly admitted: () => void;
  readonly refused: (error: unknown) => void;
}

const QUEUE = Symbol.for('openbox.instrument-db.release-queue');

/** Sends what goes over one connection in the order in which the program asked for it, whichever verdict comes first. */
export class ReleaseQueue {
  readonly #waiting: Waiting[] = [];
  #draining = false;
  #watched: Admission | undefined;

  /** The queue of a connection, for every copy of this package the same. */
  static of(connection: object): ReleaseQueue {
    const existing: unknown = Object.getOwnPropertyDescriptor(connection, QUEUE)?.value;
    if (isReleaseQueue(existing)) return existing;
    const created = new ReleaseQueue();
    Object.defineProperty(connection, QUEUE, { value: created, configurable: true });
    return created;
  }

  /** Whether nothing has to be waited for. */
  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /**
   * Calls one of the two when all before it were released and its own answer is known: in this tick where both is so.
   *
   * @param admission - `undefined` for what is not governed, and only keeps its place
   */
  enter(admission: Admission | undefined, admitted: () => void, refused: (error: unknown) => void): void {
    this.#waiting.push({ admission, admitted, refused });
    this.#drain();
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
        if (next.admission?.isPending === true) {
          this.#drainAfter(next.admission);
          return;
        }
        this.#waiting.shift();
        if (next.admission === undefined) next.admitted();
        else next.admission.whenKnown(next.admitted, next.refused);
      }
    } finally {
      this.#draining = false;
      // One of them threw, which is for its caller; those behind it are not lost.
      if (this.#waiting.length > 0 && this.#watched === undefined) process.nextTick(() => this.#drain());
    }
  }

  #drainAfter(admission: Admission): void {
    if (this.#watched === admission) return;
    this.#watched = admission;
    const drain = (): void => {
      this.#watched = undefined;
      this.#drain();
    };
    admission.whenKnown(drain, drain);
  }
}

// By its methods, because another copy of this package has another class.
function isReleaseQueue(value: unknown): value is ReleaseQueue {
  return typeof value === 'object' && value !== null && 'enter' in value && 'isEmpty' in value;
}
