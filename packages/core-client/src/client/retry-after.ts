/**
 * How long a server asks to wait, in milliseconds, from its `Retry-After`: seconds or a date.
 *
 * @returns `undefined` where it does not say.
 */
export function parseRetryAfterMs(
  value: string | null | undefined,
  nowMs: number = Date.now(),
): number | undefined {
  if (value === null || value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  const waitMs = Number.isNaN(seconds) ? Date.parse(value) - nowMs : seconds * 1000;
  return Number.isNaN(waitMs) ? undefined : Math.max(waitMs, 0);
}
