/** Gives one object a method of its own, unseen by who lists its properties; the result takes it back. */
export function override(
  target: object,
  name: string,
  make: (original: (...args: unknown[]) => unknown) => (...args: unknown[]) => unknown,
): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  const existing: unknown = Reflect.get(target, name);
  if (typeof existing !== 'function') return () => undefined;
  const value = make((...args) => Reflect.apply(existing, target, args));
  Object.defineProperty(target, name, {
    value,
    configurable: true,
    writable: true,
    enumerable: own?.enumerable ?? false,
  });
  return () => {
    if (Object.getOwnPropertyDescriptor(target, name)?.value !== value) return;
    if (own === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, own);
  };
}
