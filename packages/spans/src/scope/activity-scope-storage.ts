import { AsyncLocalStorage } from 'node:async_hooks';

const STORAGE_KEY = Symbol.for('openbox.activity-scope');

/**
 * The AsyncLocalStorage that carries the current scope. It is reached through a registered symbol, so that two copies
 * of this package in one process see the same scope.
 */
export function activityScopeStorage(): AsyncLocalStorage<unknown> {
  const existing: unknown = Reflect.get(globalThis, STORAGE_KEY);
  if (isStorage(existing)) return existing;
  const storage = new AsyncLocalStorage<unknown>();
  Object.defineProperty(globalThis, STORAGE_KEY, { value: storage, configurable: true });
  return storage;
}

// By its methods, because under Jest the class may be of another realm.
function isStorage(value: unknown): value is AsyncLocalStorage<unknown> {
  return typeof value === 'object' && value !== null && 'getStore' in value && 'run' in value;
}
