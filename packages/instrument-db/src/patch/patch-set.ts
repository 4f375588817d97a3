import { isObject, prototypeOf } from './reflection';
import { patchSuperclass, type AroundConstruction } from './patch-superclass';
import { patchForScopes, type MakeWrapper } from './patch-for-scopes';

/** The patches that one processor has asked for, to be taken back together. */
export class PatchSet {
  readonly #processor: object;
  readonly #undo: (() => void)[] = [];

  /** @param processor - whose scopes the patched methods see */
  constructor(processor: object) {
    this.#processor = processor;
  }

  /** How many methods were patched. */
  get size(): number {
    return this.#undo.length;
  }

  /** Patches a method of an object; does nothing where there is none. */
  method<This>(target: unknown, name: string, makeWrapper: MakeWrapper<This>): void {
    if (!isObject(target)) return;
    const undo = patchForScopes(target, name, this.#processor, makeWrapper);
    if (undo !== undefined) this.#undo.push(undo);
  }

  /** Patches a method of a class, where its instances look it up; does nothing where there is none. */
  classMethod<This>(constructor: unknown, name: string, makeWrapper: MakeWrapper<This>): void {
    let owner = prototypeOf(constructor);
    while (owner !== undefined && owner !== Object.prototype && !Object.hasOwn(owner, name)) {
      const next: unknown = Object.getPrototypeOf(owner);
      owner = isObject(next) ? next : undefined;
    }
    if (owner !== undefined && owner !== Object.prototype) this.method(owner, name, makeWrapper);
  }

  /** Stands around what the constructor of a class calls as `super`; does nothing where there is none. */
  superclass(constructor: unknown, around: AroundConstruction): void {
    if (!isObject(constructor)) return;
    const undo = patchSuperclass(constructor, this.#processor, around);
    if (undo !== undefined) this.#undo.push(undo);
  }

  /** Takes all patches back. */
  undo(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }
}
