import type { HrTimeLike } from '../otel/span-like';

/** Nanoseconds since the Unix epoch, as an integer; above 2^53 to the nearest number that JavaScript has. */
export function toNanoseconds([seconds, nanoseconds]: HrTimeLike): number {
  return Math.round(seconds * 1e9 + nanoseconds);
}

/** Duration in nanoseconds. Subtracting first keeps those that a number since the epoch has no room for. */
export function durationNs({ startTime, endTime }: { startTime: HrTimeLike; endTime: HrTimeLike }): number {
  return Math.max(0, Math.round((endTime[0] - startTime[0]) * 1e9 + (endTime[1] - startTime[1])));
}
