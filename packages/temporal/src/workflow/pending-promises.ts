interface Activator {
  readonly promiseStackStore: { readonly promiseToStack: Map<unknown, unknown> };
}

/**
 * Every promise of the run that is still open. The SDK keeps them for its query for stack traces; none where its activator
 * should ever be another, or where the runtime does not tell.
 */
export function pendingPromises(): Promise<unknown>[] {
  const activator: unknown = Reflect.get(globalThis, '__TEMPORAL_ACTIVATOR__');
  if (!isActivator(activator)) return [];
  return [...activator.promiseStackStore.promiseToStack.keys()].filter((key) => key instanceof Promise);
}

function isActivator(value: unknown): value is Activator {
  if (typeof value !== 'object' || value === null) return false;
  const store: unknown = Reflect.get(value, 'promiseStackStore');
  return typeof store === 'object' && store !== null && Reflect.get(store, 'promiseToStack') instanceof Map;
}
