import { parseApiKey } from './api-key';
import { API_V1, type Authenticator } from './authenticator';
import { type Secret } from './secret';

/**
 * Proves by the API key alone.
 *
 * @throws `OpenBoxConfigError` where the key is malformed.
 */
export function apiKeyAuthenticator(apiKey: string | Secret): Authenticator {
  const key = typeof apiKey === 'string' ? parseApiKey(apiKey) : apiKey;
  return () => ({ pathPrefix: API_V1, headers: { authorization: `Bearer ${key.reveal()}` } });
}
