import ms from 'ms';

const MAX_DURATION_MS = 365 * 24 * 60 * 60 * 1000;

/** Milliseconds of a duration such as `30m` or `1500`; `undefined` where it is none, not positive, or over a year. */
export function parseDurationMs(text: string): number | undefined {
  const durationMs = /^\d+$/.test(text) ? Number(text) : toMilliseconds(text);
  if (durationMs === undefined || !Number.isFinite(durationMs)) return undefined;
  return durationMs > 0 && durationMs <= MAX_DURATION_MS ? durationMs : undefined;
}

function toMilliseconds(text: string): number | undefined {
  return isDurationText(text) ? ms(text) : undefined;
}

function isDurationText(text: string): text is ms.StringValue {
  return /^\d+(?:\.\d+)?\s*[a-z]+$/i.test(text);
}
