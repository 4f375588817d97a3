import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The AsyncLocalStorage that an object carries under a registered symbol, made where it has none: all copies of this
 * package that reach the object share it.
 */
export function sharedStorage(carrier: object, key: symbol): AsyncLocalStorage<unknown> {
  const existing: unknown = Reflect.get(carrier, key);
  if (isStorage(existing)) return existing;
  const storage = new AsyncLocalStorage<unknown>();
  Object.defineProperty(carrier, key, { value: storage, configurable: true });
  return storage;
}

// By its methods, because under Jest the class may be of another realm.
function isStorage(value: unknown): value is AsyncLocalStorage<unknown> {
  return typeof value === 'object' && value !== null && 'getStore' in value && 'run' in value;
}
