/** What stands in place of a masked value, as in the other OpenBox SDKs. */
export const MASKED_VALUE = '[REDACTED]';

const SENSITIVE: ReadonlySet<string> = new Set([
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

// `x-vault-token`, `cf-access-client-secret`, `ocp-apim-subscription-key` and the many more of their kind.
const SENSITIVE_ENDING =
  /(?:^|-)(?:api-?key|access-?key|application-key|auth-key|functions-key|subscription-key|passw(?:or)?d|secret|token)$/;

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
    const hidden =
      named.has(key) ||
      (options.keepSensitive !== true && (SENSITIVE.has(key) || SENSITIVE_ENDING.test(key)));
    masked[key] = hidden ? MASKED_VALUE : typeof value === 'object' ? value.join(', ') : String(value);
  }
  return masked;
}
