import type { PatchUsers } from './patch-method';

/** Users of a patch by their owner, each with what it wants of the patch and as often as it asked. */
export class CountedUsers<Use> implements PatchUsers<Use> {
  readonly #uses = new Map<object, { readonly use: Use; count: number }>();

  add(owner: object, use: Use): void {
    const existing = this.#uses.get(owner);
    if (existing === undefined) this.#uses.set(owner, { use, count: 1 });
    else existing.count += 1;
  }

  remove(owner: object): number {
    const existing = this.#uses.get(owner);
    if (existing !== undefined && --existing.count === 0) this.#uses.delete(owner);
    return this.#uses.size;
  }

  /** In the order in which the owners came. */
  *[Symbol.iterator](): Iterator<Use> {
    for (const { use } of this.#uses.values()) yield use;
  }
}
