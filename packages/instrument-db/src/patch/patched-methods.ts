import { SeenScopes } from './seen-scopes';

/** A method as it is replaced: `this` is the driver's object. */
export type Method<This> = (this: This, ...args: unknown[]) => unknown;

/** Makes the replacement of a method. `original` does what the driver did before. */
export type MakeWrapper<This> = (original: Method<This>, scopes: SeenScopes) => Method<This>;

interface PatchedMethod {
  readonly wrapper: unknown;
  readonly scopes: SeenScopes;
  readonly restore: () => void;
}

// On the patched object itself, so that every copy of this package finds what another one has patched.
const PATCHED = Symbol.for('openbox.instrument-db.patched-methods');

/**
 * Replaces a method for the scopes of one processor. A method is replaced once, however many processors ask for it.
 *
 * @returns takes the processor back, and the patch with the last one; `undefined` where there is no such method
 */
export function patchMethod<This>(
  target: object,
  name: string,
  processor: object,
  makeWrapper: MakeWrapper<This>,
): (() => void) | undefined {
  const patched = patchedMethods(target);
  const entry = patched.get(name) ?? replace(target, name, makeWrapper);
  if (entry === undefined) return undefined;
  patched.set(name, entry);
  entry.scopes.add(processor);
  let on = true;
  return () => {
    if (!on) return;
    on = false;
    // Where somebody has wrapped our wrapper it stays, as a pass-through, and is found again.
    if (entry.scopes.remove(processor) > 0 || Reflect.get(target, name) !== entry.wrapper) return;
    entry.restore();
    patched.delete(name);
    if (patched.size === 0) Reflect.deleteProperty(target, PATCHED);
  };
}

function replace<This>(
  target: object,
  name: string,
  makeWrapper: MakeWrapper<This>,
): PatchedMethod | undefined {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const existing: unknown = Reflect.get(target, name);
  if (typeof existing !== 'function') return undefined;
  const scopes = new SeenScopes();
  const original: Method<This> = function (...args) {
    return Reflect.apply(existing, this, args);
  };
  const wrapper = makeWrapper(original, scopes);
  Object.defineProperties(wrapper, {
    name: { value: existing.name, configurable: true },
    length: { value: existing.length, configurable: true },
  });
  const { enumerable = false } = own ?? {};
  Object.defineProperty(target, name, { value: wrapper, configurable: true, writable: true, enumerable });
  return {
    wrapper,
    scopes,
    restore: () => {
      if (own === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, own);
    },
  };
}

function patchedMethods(target: object): Map<string, PatchedMethod> {
  const existing: unknown = Object.getOwnPropertyDescriptor(target, PATCHED)?.value;
  if (isPatchedMethods(existing)) return existing;
  const created = new Map<string, PatchedMethod>();
  Object.defineProperty(target, PATCHED, { value: created, configurable: true });
  return created;
}

// By its methods, because under Jest the class may be of another realm.
function isPatchedMethods(value: unknown): value is Map<string, PatchedMethod> {
  return typeof value === 'object' && value !== null && 'get' in value && 'delete' in value;
}
