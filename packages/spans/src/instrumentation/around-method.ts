/**
 * Stands around calls of a method: may call `next` with the same or other arguments, later, or not at all, and gives
 * the caller its own result.
 */
export type Around = (self: object, args: unknown[], next: (args: unknown[]) => unknown) => unknown;

interface PatchedMethod {
  readonly wrapper: unknown;
  readonly arounds: Map<object, { readonly around: Around; uses: number }>;
  readonly restore: () => void;
}

// On the patched object itself: so every copy of this package finds what another one has patched, also under Jest, where
// test files share Node's modules but not the global object.
const PATCHED = Symbol.for('openbox.patched-methods');

/**
 * Puts `around` around a method of an object. The method is replaced once, whoever asks for it and however often; one
 * `owner` stands around it once.
 *
 * @returns takes it back, and the original with the last one; `undefined` where there is no such method
 */
export function aroundMethod(
  target: object,
  name: PropertyKey,
  owner: object,
  around: Around,
): (() => void) | undefined {
  const patched = patchedMethods(target);
  const entry = patched.get(name) ?? replace(target, name);
  if (entry === undefined) return undefined;
  patched.set(name, entry);
  const own = entry.arounds.get(owner);
  if (own === undefined) entry.arounds.set(owner, { around, uses: 1 });
  else own.uses += 1;
  let on = true;
  return () => {
    if (!on) return;
    on = false;
    const use = entry.arounds.get(owner);
    if (use !== undefined && --use.uses === 0) entry.arounds.delete(owner);
    // Where somebody has wrapped our wrapper it stays, as a pass-through, and is found again.
    if (entry.arounds.size > 0 || Reflect.get(target, name) !== entry.wrapper) return;
    entry.restore();
    patched.delete(name);
    if (patched.size === 0) Reflect.deleteProperty(target, PATCHED);
  };
}

function replace(target: object, name: PropertyKey): PatchedMethod | undefined {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') return undefined;
  const own = Object.getOwnPropertyDescriptor(target, name);
  const arounds: PatchedMethod['arounds'] = new Map();
  const wrapper = function (this: object, ...args: unknown[]): unknown {
    if (arounds.size === 0) return Reflect.apply(original, this, args);
    let call = (finalArgs: unknown[]): unknown => Reflect.apply(original, this, finalArgs);
    for (const { around } of arounds.values()) {
      const next = call;
      call = (nextArgs) => around(this, nextArgs, next);
    }
    return call(args);
  };
  Object.defineProperties(wrapper, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  });
  const { enumerable = false } = own ?? {};
  Object.defineProperty(target, name, { value: wrapper, configurable: true, writable: true, enumerable });
  return {
    wrapper,
    arounds,
    restore: () => {
      if (own === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, own);
    },
  };
}

function patchedMethods(target: object): Map<PropertyKey, PatchedMethod> {
  const existing: unknown = Object.getOwnPropertyDescriptor(target, PATCHED)?.value;
  if (isPatchedMethods(existing)) return existing;
  const created = new Map<PropertyKey, PatchedMethod>();
  Object.defineProperty(target, PATCHED, { value: created, configurable: true });
  return created;
}

// By its methods, because under Jest the class may be of another realm.
function isPatchedMethods(value: unknown): value is Map<PropertyKey, PatchedMethod> {
  return typeof value === 'object' && value !== null && 'get' in value && 'delete' in value;
}
