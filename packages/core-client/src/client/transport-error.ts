/**
 * Why an attempt brought no answer.
 *
 * - `not_sent`: no connection came about, so Core cannot have decided anything.
 * - `lost`: the request may have arrived.
 * - `deadline`: the time for the whole call is over.
 * - `too_large`: the answer goes beyond its bound.
 * - `not_authenticated`: the authenticator threw.
 */
export type TransportErrorKind = 'not_sent' | 'lost' | 'deadline' | 'too_large' | 'not_authenticated';

/** An attempt that brought no answer. The message holds neither address nor payload, because it ends up in histories. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: TransportErrorKind;

  constructor(kind: TransportErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host name could not be resolved',
  EHOSTUNREACH: 'host unreachable',
  ENETUNREACH: 'network unreachable',
  ETIMEDOUT: 'connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connection timed out',
};

/** Tells from an error of the socket layer whether the request can have reached Core. */
export function toTransportError(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  const { code, syscall } = socketError(error);
  const isBeforeSending =
    syscall === 'connect' || syscall === 'getaddrinfo' || code === 'UND_ERR_CONNECT_TIMEOUT';
  const words = (isBeforeSending && WORDS[code]) || (isBeforeSending ? 'no connection' : 'connection lost');
  return new TransportError(isBeforeSending ? 'not_sent' : 'lost', `${words} (${code})`, error);
}

function socketError(error: unknown): { code: string; syscall: unknown } {
  // An AggregateError where several addresses of one host were tried.
  const errors = read(error, 'errors');
  const first: unknown = Array.isArray(errors) && errors.length > 0 ? errors[0] : error;
  const code = read(first, 'code');
  return { code: typeof code === 'string' ? code : 'no code', syscall: read(first, 'syscall') };
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
