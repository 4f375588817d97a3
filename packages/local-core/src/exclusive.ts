/** Runs one piece of work after the other, in the order of the calls; a failure does not stop the next. */
export type Exclusively = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue of its own for each call. */
export function createExclusively(): Exclusively {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
}
