/** Who uses a patched method, each as often as it asked. */
export interface PatchUsers<Use> {
  /** Adds `owner`, with what it wants of the patch; a second call of one owner only counts. */
  add(owner: object, use: Use): void;
  /** Takes one use of `owner` back. Returns how many owners are left. */
  remove(owner: object): number;
}

/** What a method is replaced with. */
export interface MethodPatch<Use> {
  /** The replacement. Name and length of the original are given to it. */
  readonly wrapper: (...args: never[]) => unknown;
  readonly users: PatchUsers<Use>;
}

/** Which method is patched, for whom, and how. */
export interface PatchMethodOptions<Use> {
  /** A registered symbol, under which every copy of a package finds what another one has patched. */
  readonly key: symbol;
  readonly target: object;
  readonly name: PropertyKey;
  readonly owner: object;
  readonly use: Use;
  /** Makes the replacement when the method is patched for the first owner. */
  readonly replace: (original: Callable) => MethodPatch<Use>;
}

/** A function whose `this` and arguments are handed on as they came. */
export type Callable = (this: unknown, ...args: unknown[]) => unknown;

interface PatchedMethod<Use> extends MethodPatch<Use> {
  readonly restore: () => void;
}

/**
 * Replaces a method of an object, once, however many owners ask for it and in whichever copy of the package.
 *
 * @returns takes the owner back, and puts the original back with the last one, in any order; `undefined` where there is
 * no such method
 */
export function patchMethod<Use>(options: PatchMethodOptions<Use>): (() => void) | undefined {
  const { key, target, name, owner } = options;
  const existing = patchedMethods<Use>(target, key);
  const entry = existing?.get(name) ?? replace(options);
  if (entry === undefined) return undefined;
  const patched = existing ?? addPatchedMethods<Use>(target, key);
  patched.set(name, entry);
  entry.users.add(owner, options.use);
  let on = true;
  return () => {
    if (!on) return;
    on = false;
    // Where somebody has wrapped our wrapper it stays, as a pass-through, and is found again.
    if (entry.users.remove(owner) > 0 || Reflect.get(target, name) !== entry.wrapper) return;
    entry.restore();
    patched.delete(name);
    if (patched.size === 0) Reflect.deleteProperty(target, key);
  };
}

function replace<Use>({
  target,
  name,
  replace: makePatch,
}: PatchMethodOptions<Use>): PatchedMethod<Use> | undefined {
  const existing: unknown = Reflect.get(target, name);
  if (!isCallable(existing)) return undefined;
  const own = Object.getOwnPropertyDescriptor(target, name);
  const { wrapper, users } = makePatch(existing);
  Object.defineProperties(wrapper, {
    name: { value: existing.name, configurable: true },
    length: { value: existing.length, configurable: true },
  });
  const { enumerable = false } = own ?? {};
  Object.defineProperty(target, name, { value: wrapper, configurable: true, writable: true, enumerable });
  return {
    wrapper,
    users,
    restore: () => {
      if (own === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, own);
    },
  };
}

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}

// On the patched object itself: under Jest test files share Node's modules but not the global object.
function patchedMethods<Use>(target: object, key: symbol): Map<PropertyKey, PatchedMethod<Use>> | undefined {
  const existing: unknown = Object.getOwnPropertyDescriptor(target, key)?.value;
  return isPatchedMethods<Use>(existing) ? existing : undefined;
}

function addPatchedMethods<Use>(target: object, key: symbol): Map<PropertyKey, PatchedMethod<Use>> {
  const created = new Map<PropertyKey, PatchedMethod<Use>>();
  Object.defineProperty(target, key, { value: created, configurable: true });
  return created;
}

// By its methods, because under Jest the class may be of another realm.
function isPatchedMethods<Use>(value: unknown): value is Map<PropertyKey, PatchedMethod<Use>> {
  return typeof value === 'object' && value !== null && 'get' in value && 'delete' in value;
}
