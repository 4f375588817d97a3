/** What stands in place of a secret in a URL: OpenTelemetry's text, which every URL parser takes. */
export const MASKED_IN_URL = 'REDACTED';

const SENSITIVE_PARAMS = new Set([
  'access_key',
  'access_token',
  'accesskey',
  'api-key',
  'api_key',
  'apikey',
  'assertion',
  'auth',
  'auth_token',
  'authorization',
  'awsaccesskeyid',
  'client_assertion',
  'client_secret',
  'code_verifier',
  'credential',
  'credentials',
  'id_token',
  'jwt',
  'key',
  'passphrase',
  'passwd',
  'password',
  'private_key',
  'pwd',
  'refresh_token',
  'secret',
  'session_token',
  'sessionid',
  'sig',
  'signature',
  'subscription-key',
  'token',
]);

// Vendors put a prefix before these: `X-Amz-Signature`, `X-Goog-Credential`, `hub.verify_token`.
const SENSITIVE_ENDING =
  /[-_.](?:api-?key|credential|passw(?:or)?d|secret|security-token|signature|token|verifier)$/;

/**
 * A URL, or a path with its query, without user name, password and the values of secret query parameters. All else stays
 * as it is, character by character.
 *
 * @param names - further parameters, in lower case
 */
export function maskUrl(url: string, names: ReadonlySet<string> = new Set()): string {
  const withoutUser = url.replace(
    /^([a-z][a-z\d+.-]*:\/\/)([^/?#@]*)@/i,
    (_, scheme: string, user: string) =>
      user.includes(':') ? `${scheme}${MASKED_IN_URL}:${MASKED_IN_URL}@` : `${scheme}${MASKED_IN_URL}@`,
  );
  const start = withoutUser.indexOf('?');
  if (start === -1) return withoutUser;
  const hash = withoutUser.indexOf('#', start);
  const end = hash === -1 ? withoutUser.length : hash;
  const query = withoutUser.slice(start + 1, end).replace(/[^&;]+/g, (pair) => maskPair(pair, names));
  return `${withoutUser.slice(0, start + 1)}${query}${withoutUser.slice(end)}`;
}

function maskPair(pair: string, names: ReadonlySet<string>): string {
  const equals = pair.indexOf('=');
  if (equals === -1) return pair;
  const name = decoded(pair.slice(0, equals)).toLowerCase();
  // `auth[token]` and `filter.password` are secrets by their last part.
  const last = /([^[\].]+)\]?$/.exec(name)?.[1] ?? name;
  const hidden =
    names.has(name) ||
    SENSITIVE_PARAMS.has(name) ||
    SENSITIVE_PARAMS.has(last) ||
    SENSITIVE_ENDING.test(name);
  return hidden ? `${pair.slice(0, equals)}=${MASKED_IN_URL}` : pair;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}
