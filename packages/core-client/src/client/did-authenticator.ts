import { createHash, createPrivateKey, type KeyObject, randomBytes, sign } from 'node:crypto';
import { OpenBoxConfigError } from '../contract/errors/openbox-config-error';
import { parseApiKey } from './api-key';
import { API_V1, type Authenticator, type AuthenticatorRequest } from './authenticator';
import { Secret } from './secret';

/** DER of a PKCS #8 Ed25519 key up to its 32-byte seed (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const DID = /^did:aip:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What {@link didAuthenticator} signs with. */
export interface DidAuthenticatorOptions {
  readonly apiKey: string | Secret;
  /** `did:aip:` and a UUID. */
  readonly agentDid: string;
  /** Base64 of the raw 32-byte Ed25519 seed. */
  readonly agentPrivateKey: string | Secret;
  /** Time of the signature, RFC 3339; Core accepts five minutes of difference. @defaultValue the system's clock */
  readonly createTimestamp?: () => string;
  /** Never the same twice: Core refuses a repetition. @defaultValue 24 random bytes */
  readonly createNonce?: () => string;
}

/**
 * Proves by the API key and an Ed25519 signature over method, path, time, nonce and body, which Core checks against the
 * agent's DID. Signs every attempt anew.
 *
 * @throws `OpenBoxConfigError` where key, DID or private key are malformed; nothing of them is in the message.
 */
export function didAuthenticator(options: DidAuthenticatorOptions): Authenticator {
  const apiKey = typeof options.apiKey === 'string' ? parseApiKey(options.apiKey) : options.apiKey;
  const did = parseAgentDid(options.agentDid);
  const privateKey = parsePrivateKey(options.agentPrivateKey);
  const { createTimestamp = currentTime, createNonce = () => randomBytes(24).toString('base64url') } =
    options;
  return (request) => {
    const timestamp = createTimestamp();
    const nonce = createNonce();
    const bodySha256 = createHash('sha256').update(request.body).digest('hex');
    const canonical = canonicalRequest(request, timestamp, nonce, bodySha256);
    return {
      pathPrefix: API_V1,
      headers: {
        authorization: `Bearer ${apiKey.reveal()}`,
        'x-openbox-agent-did': did,
        'x-openbox-agent-timestamp': timestamp,
        'x-openbox-agent-nonce': nonce,
        'x-openbox-body-sha256': bodySha256,
        'x-openbox-agent-signature': signCanonical(canonical, privateKey),
      },
    };
  };
}

// With an offset rather than Z, as every other SDK signs it.
function currentTime(): string {
  return new Date().toISOString().replace('Z', '+00:00');
}

/** The text that is signed: method, path with its version, time, nonce and body hash, a line each. */
export function canonicalRequest(
  request: Pick<AuthenticatorRequest, 'method' | 'path'>,
  timestamp: string,
  nonce: string,
  bodySha256: string,
): string {
  return [request.method, API_V1 + request.path, timestamp, nonce, bodySha256].join('\n');
}

/** Base64 of the Ed25519 signature of a text. */
export function signCanonical(canonical: string, privateKey: KeyObject): string {
  return sign(null, Buffer.from(canonical), privateKey).toString('base64');
}

/** @throws {@link OpenBoxConfigError} where it is not `did:aip:` and a UUID. */
export function parseAgentDid(value: string): string {
  if (DID.test(value.trim())) return value.trim();
  throw new OpenBoxConfigError(
    'option "agentDid" or environment variable OPENBOX_AGENT_DID is not of the form did:aip:<uuid>',
  );
}

/** @throws {@link OpenBoxConfigError} where it is not the base64 of 32 bytes. */
export function parsePrivateKey(value: string | Secret): KeyObject {
  const text = (value instanceof Secret ? value.reveal() : value).trim();
  const seed = Buffer.from(text, 'base64');
  if (seed.length !== 32 || seed.toString('base64') !== text) {
    throw new OpenBoxConfigError(
      'option "agentPrivateKey" or environment variable OPENBOX_AGENT_PRIVATE_KEY is not the base64 of a 32-byte Ed25519 seed (not a PEM)',
    );
  }
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}
