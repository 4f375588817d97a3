/** A listener that cannot throw into the server: no logger of a user decides whether an event gets its verdict. */
export function createSafeListener<T>(listener: ((value: T) => void) | undefined): (value: T) => void {
  return (value) => {
    try {
      listener?.(value);
    } catch {
      // What a listener throws is its own affair.
    }
  };
}
