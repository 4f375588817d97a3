import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Calls `read` until it returns something other than `undefined` or `false`, and returns that.
 *
 * @throws Error naming `what` after `timeoutMs` (15 seconds by default).
 */
export async function eventually<T>(
  what: string,
  read: () => T | Promise<T>,
  timeoutMs = 15_000,
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (isPresent(value)) return value;
    if (Date.now() > deadline) throw new Error(`Waited ${String(timeoutMs)} ms in vain: ${what}`);
    await sleep(20);
  }
}

function isPresent<T>(value: T): value is Exclude<T, undefined | false> {
  return value !== undefined && value !== false;
}
