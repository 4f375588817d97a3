import { OpenBoxAuthError } from '../contract/errors/openbox-auth-error';
import { OpenBoxError } from '../contract/errors/openbox-error';
import { OpenBoxNetworkError } from '../contract/errors/openbox-network-error';
import { OpenBoxResponseError } from '../contract/errors/openbox-response-error';
import { OpenBoxSigningError } from '../contract/errors/openbox-signing-error';
import { parseReasonCode } from '../wire/error-body';
import { CoreUnavailableError } from './core-breaker';
import { type CoreAnswer } from './core-transport';
import { TransportError } from './transport-error';

/** Reasons of a 401 that lie in the signature rather than in the key (wire-contract: auth/validate). */
const SIGNING_REASONS: ReadonlySet<string> = new Set([
  'signature_invalid',
  'nonce_replayed',
  'did_agent_mismatch',
  'verifier_not_configured',
  'timestamp_outside_window',
  'timestamp_skew',
]);

/** The JSON of a 200. @throws the {@link OpenBoxError} that any other answer means. */
export function readAnswer(answer: CoreAnswer): unknown {
  if (answer.status !== 200) throw statusError(answer);
  try {
    return JSON.parse(answer.text);
  } catch {
    // The parser's own message quotes the answer.
    throw new OpenBoxResponseError('the answer is not JSON');
  }
}

function statusError({ status, text }: CoreAnswer): OpenBoxError {
  const code = `HTTP ${String(status)}`;
  if (status === 401 || status === 403) {
    const reason = reasonCode(text);
    if (reason !== undefined && SIGNING_REASONS.has(reason))
      return new OpenBoxSigningError(`${code}: ${reason}`);
    return new OpenBoxAuthError('key_refused', code);
  }
  return status >= 200 && status < 400 ? new OpenBoxResponseError(code) : new OpenBoxNetworkError(code);
}

function reasonCode(text: string): string | undefined {
  try {
    return parseReasonCode(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What went wrong in a call, as an {@link OpenBoxError}. Its message holds no address, payload or secret. */
export function toApiError(error: unknown): OpenBoxError {
  if (error instanceof OpenBoxError) return error;
  if (error instanceof CoreUnavailableError) return new OpenBoxNetworkError(error.message);
  if (!(error instanceof TransportError)) return new OpenBoxNetworkError('the call failed', { cause: error });
  const options = error.cause === undefined ? undefined : { cause: error.cause };
  if (error.kind === 'too_large') return new OpenBoxResponseError(error.message, options);
  if (error.kind === 'not_authenticated') return new OpenBoxSigningError(error.message, options);
  return new OpenBoxNetworkError(error.message, options);
}

/** `reason` of a verdict or decision that stands in for Core's. */
export function apiErrorReason(error: OpenBoxError): string {
  return `Governance API error: ${error.message.replace(/^\[\w+\] /, '')}`;
}
