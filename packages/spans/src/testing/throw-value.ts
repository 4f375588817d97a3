/** Throws any value, also one that is not an `Error`. */
export function throwValue(value: unknown): never {
  const thrower = (function* (): Generator<undefined, never> {
    for (;;) yield undefined;
  })();
  thrower.next();
  thrower.throw(value);
  throw new Error('unreachable');
}
