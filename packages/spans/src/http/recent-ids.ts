/** The ids that were added last. */
export class RecentIds {
  readonly #ids = new Set<string>();
  readonly #maxIds: number;

  /** @param maxIds - the oldest is forgotten above this number */
  constructor(maxIds = 10_000) {
    this.#maxIds = maxIds;
  }

  add(id: string): void {
    this.#ids.add(id);
    if (this.#ids.size <= this.#maxIds) return;
    const oldest = this.#ids.values().next();
    if (oldest.done !== true) this.#ids.delete(oldest.value);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }
}
