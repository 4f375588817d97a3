/**
 * Gives one object a method of its own in place of the one it has.
 *
 * @returns puts back what was there
 */
export function overrideMethod(
  target: object,
  name: string,
  replacement: (...args: never[]) => unknown,
): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, {
    value: replacement,
    configurable: true,
    writable: true,
    enumerable: own?.enumerable ?? false,
  });
  return () => {
    // The driver may have replaced it in the meantime; that stays.
    if (Object.getOwnPropertyDescriptor(target, name)?.value !== replacement) return;
    if (own === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, own);
  };
}

/** Runs `fn` while one object has a method of its own. */
export function withOverride<T>(
  target: object,
  name: string,
  replacement: (...args: never[]) => unknown,
  fn: () => T,
): T {
  const restore = overrideMethod(target, name, replacement);
  try {
    return fn();
  } finally {
    restore();
  }
}
