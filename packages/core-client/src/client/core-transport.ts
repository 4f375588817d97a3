import { OpenBoxError } from '../contract/errors/openbox-error';
import { isHTTPError, ky } from '../vendor/ky';
import { type Authenticator } from './authenticator';
import { type CorePool } from './core-pool';
import { type Deadline, withDeadline } from './deadline';
import { parseRetryAfterMs } from './retry-after';
import { SDK_IDENTIFIER } from './sdk-version';
import { toTransportError, TransportError } from './transport-error';

/** Core's answer, of whatever status. */
export interface CoreAnswer {
  readonly status: number;
  readonly text: string;
  /** When Core wrote the answer, by its own clock, to the second; `undefined` where it does not say. */
  readonly dateMs?: number | undefined;
}

/** One question to Core. */
export interface CoreRequest {
  readonly method: 'GET' | 'POST';
  /** Without the prefix of the API's version. */
  readonly path: string;
  readonly body: Uint8Array;
  /** Whether asking twice does no harm. An event is never sent twice: that could make a second decision. */
  readonly isIdempotent: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What a {@link CoreTransport} works with. */
export interface CoreTransportOptions {
  readonly url: string;
  readonly pool: CorePool;
  readonly authenticator: Authenticator;
  /** For a whole call, repetitions included. */
  readonly timeoutMs: number;
}

const MAX_RETRIES = 3;
const RETRY_DELAY_MS = 100;
const MAX_RETRY_DELAY_MS = 2000;
const EMPTY = new Uint8Array();

/** Asks Core: signs and sends, repeats where that is safe, within one deadline. */
export class CoreTransport {
  readonly #options: CoreTransportOptions;
  readonly #basePath: string;
  readonly #running = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(options: CoreTransportOptions) {
    this.#options = options;
    this.#basePath = new URL(options.url).pathname.replace(/\/+$/, '');
  }

  /**
   * @param timeoutMs - for this call, where that is shorter than the transport's own.
   * @returns Core's answer, whatever its status; of a repeated question the last one.
   * @throws `TransportError` where none came; the reason of the caller's signal where that aborted; `OpenBoxError`
   * `client_closed` after {@link close}.
   */
  async ask(request: CoreRequest, timeoutMs = this.#options.timeoutMs): Promise<CoreAnswer> {
    if (this.#closing !== undefined) {
      throw new OpenBoxError('client_closed', 'the client is closed: make a new CoreClient');
    }
    const running = this.#askWithin(request, Math.min(timeoutMs, this.#options.timeoutMs));
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }

  /** Lets running calls end, their repetitions included, then closes the connections. Always the same promise. */
  close(): Promise<void> {
    this.#closing ??= Promise.allSettled(this.#running).then(() => this.#options.pool.close());
    return this.#closing;
  }

  #askWithin(request: CoreRequest, timeoutMs: number): Promise<CoreAnswer> {
    return withDeadline(timeoutMs, request.signal, async (deadline) => {
      try {
        const response = await ky(this.#options.url + request.path, {
          method: request.method,
          timeout: false,
          signal: deadline.signal,
          retry: {
            limit: MAX_RETRIES,
            methods: ['get', 'post'],
            statusCodes: request.isIdempotent ? [408, 429, 500, 502, 503, 504] : [429],
            afterStatusCodes: [429, 503],
            delay: (attempt) => RETRY_DELAY_MS * 2 ** (attempt - 1),
            jitter: true,
            backoffLimit: MAX_RETRY_DELAY_MS,
            shouldRetry: ({ error }) => mayRetry(error, request, deadline),
          },
          fetch: () => this.#attempt(request, deadline.signal),
        });
        return { status: response.status, text: await response.text(), dateMs: dateOf(response) };
      } catch (error) {
        if (isHTTPError(error)) return { status: error.response.status, text: await error.response.text() };
        throw error;
      }
    });
  }

  /** One attempt in the form that ky asks for. ky never sees the body: the bytes that are signed are the bytes sent. */
  async #attempt({ method, path, body }: CoreRequest, signal: AbortSignal): Promise<Response> {
    const authentication = await this.#authenticate({ method, path, body });
    const answer = await this.#options.pool.send({
      method,
      path: this.#basePath + authentication.pathPrefix + path,
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'user-agent': `OpenBox-SDK/${SDK_IDENTIFIER}`,
        'x-openbox-sdk-version': SDK_IDENTIFIER,
        ...authentication.headers,
      },
      body: method === 'GET' ? EMPTY : body,
      signal,
    });
    if (answer.status < 200 || answer.status > 599) {
      throw new TransportError('lost', `HTTP ${String(answer.status)} is no status of an answer`);
    }
    const hasBody = ![204, 205, 304].includes(answer.status);
    const { 'retry-after': retryAfter, date } = answer.headers;
    return new Response(hasBody ? answer.body : null, {
      status: answer.status,
      headers: {
        ...(typeof retryAfter === 'string' && { 'retry-after': retryAfter }),
        ...(typeof date === 'string' && { date }),
      },
    });
  }

  async #authenticate(request: Pick<CoreRequest, 'method' | 'path' | 'body'>) {
    try {
      return await this.#options.authenticator(request);
    } catch (error) {
      throw new TransportError('not_authenticated', 'the request could not be signed', error);
    }
  }
}

/** `undefined` leaves it to ky, which heeds the status and `Retry-After`. */
function mayRetry(error: Error, request: CoreRequest, deadline: Deadline): boolean | undefined {
  if (deadline.signal.aborted) return false;
  if (isHTTPError(error)) {
    const waitMs = parseRetryAfterMs(error.response.headers.get('retry-after')) ?? 0;
    return waitMs < deadline.remainingMs() ? undefined : false;
  }
  const { kind } = toTransportError(error);
  return kind === 'not_sent' || (kind === 'lost' && request.isIdempotent);
}

function dateOf(response: Response): number | undefined {
  const timeMs = Date.parse(response.headers.get('date') ?? '');
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
