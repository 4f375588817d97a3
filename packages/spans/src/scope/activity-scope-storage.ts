import type { AsyncLocalStorage } from 'node:async_hooks';
import { sharedStorage } from './shared-storage';

const STORAGE_KEY = Symbol.for('openbox.activity-scope');

/**
 * The AsyncLocalStorage that carries the current scope. It is reached through a registered symbol, so that two copies
 * of this package in one process see the same scope.
 */
export function activityScopeStorage(): AsyncLocalStorage<unknown> {
  return sharedStorage(globalThis, STORAGE_KEY);
}
