/** What stands in a function's place. */
export type PatchHandler = (call: PatchedCall) => unknown;

/** One call of a patched function. */
export interface PatchedCall {
  /** Calls the original with the same receiver. */
  readonly original: (args: readonly unknown[]) => unknown;
  readonly receiver: unknown;
  readonly args: readonly unknown[];
  /** The function that stands in the original's place, for a look at its caller. */
  readonly entry: (...args: never[]) => unknown;
}

/**
 * Puts a function in a property's place that calls `handler` and is the original in every other way. A property that
 * holds no function is left alone.
 *
 * @returns restores it, unless somebody else has replaced it since
 */
export function patchProperty(target: object, name: PropertyKey, handler: PatchHandler): () => void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = descriptor?.value;
  if (descriptor === undefined || typeof original !== 'function') return () => undefined;
  const apply = (fn: object, receiver: unknown, args: unknown[]): unknown =>
    handler({ original: (given) => call(fn, receiver, given), receiver, args, entry: apply });
  const patched: unknown = new Proxy(original, { apply });
  Object.defineProperty(target, name, { ...descriptor, value: patched });
  return () => {
    if (Reflect.get(target, name) === patched) Object.defineProperty(target, name, descriptor);
  };
}

function call(fn: object, receiver: unknown, args: readonly unknown[]): unknown {
  if (typeof fn !== 'function') return undefined;
  const result: unknown = Reflect.apply(fn, receiver, args);
  return result;
}
