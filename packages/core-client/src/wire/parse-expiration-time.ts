const TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * Reads an expiration time in any form that Core has written: RFC 3339 with any offset, with a space for the `T`, without
 * an offset (which means UTC, where JavaScript would assume local time), with a fraction down to nanoseconds.
 *
 * @returns Unix milliseconds with fraction; `undefined` for anything else, and for Go's zero time, which means none.
 */
export function parseExpirationTime(value: unknown): number | undefined {
  const parts = typeof value === 'string' ? TIME.exec(value.trim()) : null;
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] = parts;
  if (Number(year) <= 1) return undefined;
  const digits = /^([+-]\d{2}):?(\d{2})?$/.exec(zone);
  const offset = digits === null ? 'Z' : `${digits[1] ?? ''}:${digits[2] ?? '00'}`;
  const timeMs = Date.parse(
    `${year ?? ''}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second}${offset}`,
  );
  return Number.isNaN(timeMs) ? undefined : timeMs + Number(`0.${fraction || '0'}`) * 1000;
}
