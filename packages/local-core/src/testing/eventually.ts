import { setTimeout as sleep } from 'node:timers/promises';

/** The value of `read` as soon as it passes; fails with what it was last after ten seconds. */
export async function eventually<T>(read: () => T | Promise<T>, passes: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const value = await read();
    if (passes(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`Waited in vain; the last value was ${JSON.stringify(value)}.`);
    await sleep(20);
  }
}
