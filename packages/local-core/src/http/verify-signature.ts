import { createHash, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import type { MiddlewareHandler } from 'hono';
import type { LocalAgent } from '../agents/local-agent';
import type { AppEnvironment } from './app-environment';
import { errorResponse } from './error-response';

/** Checks the signatures of agents whose public key is known. */
export interface SignatureVerifier {
  readonly middleware: MiddlewareHandler<AppEnvironment>;
}

/** The request as it was signed. */
interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Uint8Array;
  header(name: string): string | undefined;
}

/** DER before the 32 bytes of a raw Ed25519 public key (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const MAX_SKEW_MS = 300_000;

/** Verifies the five headers of signed requests; agents without a public key are not asked for them. */
export function createSignatureVerifier(agents: readonly LocalAgent[], now: () => Date): SignatureVerifier {
  const keys = new Map<string, KeyObject>();
  for (const { agentId, publicKey } of agents) {
    if (publicKey === undefined) continue;
    const key = Buffer.concat([SPKI_PREFIX, Buffer.from(publicKey, 'base64')]);
    keys.set(agentId, createPublicKey({ key, format: 'der', type: 'spki' }));
  }
  const nonces = new Map<string, number>();

  return {
    middleware: createMiddleware<AppEnvironment>(async (context, next) => {
      const agent = context.get('agent');
      const key = keys.get(agent.agentId);
      if (key === undefined) return next();
      const body = new Uint8Array(await context.req.arrayBuffer());
      const { method, path } = context.req;
      const request = { method, path, body, header: (name: string) => context.req.header(name) };
      const reasonCode = findSignatureFault(request, agent, key, now(), nonces);
      if (reasonCode === undefined) return next();
      return errorResponse(context, 401, 'The signature of the request is missing or not valid.', reasonCode);
    }),
  };
}

/** Why a request is not signed by its agent, as a reason code of the wire contract; `undefined` where it is. */
function findSignatureFault(
  request: SignedRequest,
  agent: LocalAgent,
  key: KeyObject,
  now: Date,
  nonces: Map<string, number>,
): string | undefined {
  const did = request.header('x-openbox-agent-did') ?? '';
  const timestamp = request.header('x-openbox-agent-timestamp') ?? '';
  const nonce = request.header('x-openbox-agent-nonce') ?? '';
  const bodyHash = request.header('x-openbox-body-sha256') ?? '';
  const signature = request.header('x-openbox-agent-signature') ?? '';
  if (did.toLowerCase() !== agent.did?.toLowerCase()) return 'did_agent_mismatch';
  const skewMs = Math.abs(now.getTime() - Date.parse(timestamp));
  if (!(skewMs <= MAX_SKEW_MS)) return 'timestamp_outside_window';
  if (!isSameText(createHash('sha256').update(request.body).digest('hex'), bodyHash))
    return 'signature_invalid';
  const canonical = [request.method.toUpperCase(), request.path, timestamp, nonce, bodyHash].join('\n');
  if (!verify(null, Buffer.from(canonical), key, Buffer.from(signature, 'base64')))
    return 'signature_invalid';
  return isReplay(`${agent.agentId} ${nonce}`, now, nonces) ? 'nonce_replayed' : undefined;
}

function isSameText(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

function isReplay(nonce: string, now: Date, nonces: Map<string, number>): boolean {
  for (const [seen, time] of nonces) {
    // The oldest stand first; what is out of the window twice over cannot pass the timestamp again.
    if (now.getTime() - time <= 2 * MAX_SKEW_MS) break;
    nonces.delete(seen);
  }
  if (nonces.has(nonce)) return true;
  nonces.set(nonce, now.getTime());
  return false;
}
