import type { HttpExchange } from '../http-exchange';

// Of the options of a dispatch, because an agent hands them on to a pool, and the pool to a client.
const EXCHANGE = Symbol.for('openbox.http.undici-exchange');

/** Who told of bytes of a request's body: the caller, a look into it, the handler, a diagnostics channel. */
export type BodySource = 'whole' | 'peek' | 'handler' | 'channel';

/** An exchange on its way through undici's dispatchers. */
export class DispatchedExchange {
  readonly exchange: HttpExchange;
  /** Set once a connection was there or could not be had: the same options then mean another request. */
  isUsed = false;
  /** Of the handlers that watch it the innermost, which alone sees its own response and not that of a redirect. */
  watcher: object | undefined;
  #bodySource: BodySource | undefined;

  constructor(exchange: HttpExchange) {
    this.exchange = exchange;
  }

  /** The exchange that these options belong to, of this or another copy of the package. */
  static of(options: object): unknown {
    return Reflect.get(options, EXCHANGE);
  }

  /** The options with this exchange among them. The caller's own object stays as it is. */
  addTo(options: object): object {
    return { ...options, [EXCHANGE]: this };
  }

  /** Takes bytes of the request's body; versions of undici tell of them in several ways, the first is believed. */
  writeRequest(source: BodySource, chunk: unknown): void {
    // What was looked at beforehand comes again when it is sent, with the rest.
    if (this.#bodySource === 'peek' && source !== 'peek') {
      this.exchange.forgetRequestBody();
      this.#bodySource = undefined;
    }
    this.#bodySource ??= source;
    if (this.#bodySource === source) this.exchange.writeRequest(chunk);
  }
}
