import ms, { type StringValue } from 'ms';
import { OpenBoxConfigError } from '../contract/errors/openbox-config-error';

// Beyond it setTimeout fires at once.
const MAX_MS = 2 ** 31 - 1;

/**
 * A duration as Temporal's own options take it, in milliseconds.
 *
 * @param name - Of the option, for the error.
 * @throws {@link OpenBoxConfigError} for what is no duration, or not above 0.
 */
export function parseDurationMs(value: unknown, name: string): number {
  const durationMs = typeof value === 'string' ? parseText(value) : value;
  if (typeof durationMs !== 'number' || !(durationMs > 0) || durationMs > MAX_MS) {
    throw new OpenBoxConfigError(
      `${name} is not a duration above 0 (at most 24 days): give a text such as '30s', or milliseconds`,
    );
  }
  return durationMs;
}

/**
 * A duration in seconds, as environment variables give it, in milliseconds.
 *
 * @throws {@link OpenBoxConfigError} for what is no number above 0.
 */
export function parseSecondsMs(value: string, name: string): number {
  const durationMs = Number(value) * 1000;
  if (!(durationMs > 0) || durationMs > MAX_MS) {
    throw new OpenBoxConfigError(
      `environment variable ${name} is not a number of seconds above 0: give one such as 30`,
    );
  }
  return durationMs;
}

function parseText(value: string): number | undefined {
  try {
    return ms(value as StringValue);
  } catch {
    return undefined;
  }
}
