/** What stands in place of a masked value, as in the other OpenBox SDKs. */
export const MASKED_VALUE = '[REDACTED]';

const SENSITIVE = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'api-key',
  'apikey',
  'x-auth-token',
  'x-amz-security-token',
  'x-goog-api-key',
  'x-csrf-token',
  'x-openbox-signature',
]);

/** Header values by name; several values of one name are joined with `, `. */
export type HeaderRecord = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** Options of {@link maskHeaders}. */
export interface MaskHeadersOptions {
  /** Further names, in any case. */
  readonly names?: readonly string[];
  /** Masks nothing. @defaultValue `false` */
  readonly keepSensitive?: boolean;
}

/** A copy of headers with one string per lower-case name and the secrets masked. */
export function maskHeaders(headers: HeaderRecord, options: MaskHeadersOptions = {}): Record<string, string> {
  const named = new Set(options.names?.map((name) => name.toLowerCase()));
  const masked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name === '__proto__') continue;
    const key = name.toLowerCase();
    const hidden = named.has(key) || (SENSITIVE.has(key) && options.keepSensitive !== true);
    masked[key] = hidden ? MASKED_VALUE : typeof value === 'object' ? value.join(', ') : String(value);
  }
  return masked;
}
