import { ActivityScope } from '@openbox/spans';

/** Whose scopes a patch sees: those of the processors that asked for it, each as often as it asked. */
export class SeenScopes {
  readonly #uses = new Map<object, number>();

  /** The scope that the calling code runs in, where it is one of a processor that asked. */
  current(): ActivityScope | undefined {
    if (this.#uses.size === 0) return undefined;
    const scope = ActivityScope.current();
    return scope?.owner !== undefined && this.#uses.has(scope.owner) ? scope : undefined;
  }

  add(processor: object): void {
    this.#uses.set(processor, (this.#uses.get(processor) ?? 0) + 1);
  }

  /** @returns how many processors are left */
  remove(processor: object): number {
    const left = (this.#uses.get(processor) ?? 0) - 1;
    if (left > 0) this.#uses.set(processor, left);
    else this.#uses.delete(processor);
    return this.#uses.size;
  }
}
