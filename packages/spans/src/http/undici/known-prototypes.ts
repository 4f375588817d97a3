import { findDispatcherPrototypes } from './dispatcher-prototypes';
import { watchUndiciLoading } from './watch-loading';

const KNOWN = Symbol.for('openbox.undici-prototypes');

/**
 * Remembers, for captures that begin later, the copies of undici that are there now and those that are loaded from now on:
 * a program may put another dispatcher in the place of Node's own before it begins to capture.
 */
export function rememberUndici(): void {
  const known = knownPrototypes();
  for (const prototype of findDispatcherPrototypes()) known.add(prototype);
  watchUndiciLoading(known, (prototype) => known.add(prototype));
}

/** The copies of undici that are there now. */
export function undiciPrototypes(): Set<object> {
  return new Set([...knownPrototypes(), ...findDispatcherPrototypes()]);
}

function knownPrototypes(): Set<object> {
  const existing: unknown = Reflect.get(globalThis, KNOWN);
  if (isObjectSet(existing)) return existing;
  const created = new Set<object>();
  Object.defineProperty(globalThis, KNOWN, { value: created, configurable: true });
  return created;
}

function isObjectSet(value: unknown): value is Set<object> {
  return value instanceof Set;
}
