/**
 * What went wrong, for code to act on.
 *
 * - `config_invalid`: an option or environment variable; correct it.
 * - `url_insecure`: the URL would send the key in clear; use https.
 * - `key_refused`: Core does not accept the API key.
 * - `agent_inactive`: the key is good, its agent is suspended or not valid.
 * - `api_unreachable`: no answer from Core, or none that means anything.
 * - `response_invalid`: Core answered something else than the protocol says.
 * - `signing_failed`: a request could not be signed, or Core refused its signature.
 * - `governance_refused`: a verdict refused an operation.
 * - `client_closed`: the client was used after `close()`.
 */
export type OpenBoxErrorCode =
  | 'config_invalid'
  | 'url_insecure'
  | 'key_refused'
  | 'agent_inactive'
  | 'api_unreachable'
  | 'response_invalid'
  | 'signing_failed'
  | 'governance_refused'
  | 'client_closed';

/** What an {@link OpenBoxError} may carry besides its message. */
export interface OpenBoxErrorOptions {
  readonly cause?: unknown;
}

/**
 * Base of every error of OpenBox. The message begins with its code in brackets and never holds a secret.
 *
 * `instanceof` and {@link OpenBoxError.is} also know errors made by another copy of this package or in a Workflow's
 * isolate.
 */
export class OpenBoxError extends Error {
  /** Name under which other copies of the package know this class. */
  static readonly errorName: string = 'OpenBoxError';

  /** Marks an error of OpenBox, whichever copy of the package made it. */
  readonly isOpenBoxError = true;
  readonly code: OpenBoxErrorCode;

  constructor(code: OpenBoxErrorCode, message: string, options: OpenBoxErrorOptions = {}) {
    super(`[${code}] ${message}`, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    Object.defineProperty(this, 'name', { value: new.target.errorName, configurable: true, writable: true });
  }

  /** Whether this is an error of OpenBox, of whatever class. */
  static is(value: unknown): value is OpenBoxError {
    try {
      return typeof value === 'object' && value !== null && Reflect.get(value, 'isOpenBoxError') === true;
    } catch {
      return false;
    }
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
    if (!Object.hasOwn(this, 'errorName') || !OpenBoxError.is(value)) return false;
    return this.errorName === 'OpenBoxError' || value.name === this.errorName;
  }
}
