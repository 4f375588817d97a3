import type { SpanBodyData } from '../data/span-data';

/** Bodies of spans that are in no activity scope, until their span ends. Holds the newest only. */
export class LooseBodies {
  readonly #bodies = new Map<string, SpanBodyData>();
  readonly #maxBodies: number;

  /** @param maxBodies - the oldest is forgotten above this number: a span may never end */
  constructor(maxBodies = 1_000) {
    this.#maxBodies = maxBodies;
  }

  get size(): number {
    return this.#bodies.size;
  }

  add(spanId: string, body: SpanBodyData): void {
    this.#bodies.set(spanId, { ...this.#bodies.get(spanId), ...body });
    if (this.#bodies.size <= this.#maxBodies) return;
    const oldest = this.#bodies.keys().next();
    if (oldest.done !== true) this.#bodies.delete(oldest.value);
  }

  get(spanId: string): SpanBodyData | undefined {
    return this.#bodies.get(spanId);
  }

  take(spanId: string): SpanBodyData | undefined {
    const body = this.#bodies.get(spanId);
    this.#bodies.delete(spanId);
    return body;
  }
}
