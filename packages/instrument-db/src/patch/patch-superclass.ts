import { SeenScopes } from './seen-scopes';
import { isObject } from './reflection';

/** A class, or what stands in its place. */
type Constructor = (...args: unknown[]) => unknown;

/** Runs what a class does before the constructor of a subclass goes on. */
export type AroundConstruction = (
  scopes: SeenScopes,
  args: readonly unknown[],
  construct: () => object,
) => object;

interface PatchedSuperclass {
  readonly scopes: SeenScopes;
  readonly restore: () => void;
}

const PATCHED = Symbol.for('openbox.instrument-db.patched-superclass');

/**
 * Stands around the constructor that a class inherits from, which its instances come through however they are made. Its
 * prototype stays as it is.
 *
 * @returns takes the processor back, and the patch with the last one
 */
export function patchSuperclass(
  subclass: object,
  processor: object,
  around: AroundConstruction,
): (() => void) | undefined {
  const existing: unknown = Object.getOwnPropertyDescriptor(subclass, PATCHED)?.value;
  const patched = isPatchedSuperclass(existing) ? existing : replace(subclass, around);
  if (patched === undefined) return undefined;
  patched.scopes.add(processor);
  let on = true;
  return () => {
    if (!on) return;
    on = false;
    if (patched.scopes.remove(processor) === 0) patched.restore();
  };
}

function replace(subclass: object, around: AroundConstruction): PatchedSuperclass | undefined {
  const superclass: unknown = Object.getPrototypeOf(subclass);
  if (!isConstructor(superclass)) return undefined;
  const scopes = new SeenScopes();
  const wrapper = function (this: unknown, ...args: unknown[]): object {
    const target: unknown = new.target;
    return around(scopes, args, () =>
      construct(superclass, args, isConstructor(target) ? target : superclass),
    );
  };
  // Static members of the superclass are found as before.
  Object.setPrototypeOf(wrapper, superclass);
  Object.setPrototypeOf(subclass, wrapper);
  const patched: PatchedSuperclass = {
    scopes,
    restore: () => {
      // Where somebody else has replaced it in the meantime ours stays, as a pass-through.
      if (Object.getPrototypeOf(subclass) !== wrapper) return;
      Object.setPrototypeOf(subclass, superclass);
      Reflect.deleteProperty(subclass, PATCHED);
    },
  };
  Object.defineProperty(subclass, PATCHED, { value: patched, configurable: true });
  return patched;
}

function construct(superclass: Constructor, args: readonly unknown[], target: Constructor): object {
  const instance: unknown = Reflect.construct(superclass, args, target);
  if (!isObject(instance)) throw new TypeError('A constructor made no object.');
  return instance;
}

function isConstructor(value: unknown): value is Constructor {
  return typeof value === 'function' && 'prototype' in value && isObject(value.prototype);
}

// By its fields, because another copy of this package has another class.
function isPatchedSuperclass(value: unknown): value is PatchedSuperclass {
  return typeof value === 'object' && value !== null && 'scopes' in value && 'restore' in value;
}
