import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type Authentication } from '../authenticator';
import { CoreBreaker, CoreUnavailableError } from '../core-breaker';
import { CorePool } from '../core-pool';
import { CoreTransport } from '../core-transport';
import { toTransportError, TransportError } from '../transport-error';
import {
  type FromTransportThread,
  SignalIndex,
  type ToTransportThread,
  type TransportThreadData,
} from './transport-messages';

/** The thread behind `BlockingTransport`: asks Core while the thread that wants to know stands still. */
class TransportThread {
  readonly #port: MessagePort;
  readonly #signals: Int32Array;
  readonly #transport: CoreTransport;
  readonly #breaker: CoreBreaker | undefined;
  #onAuthentication: ((message: Exclude<ToTransportThread, { type: 'ask' }>) => void) | undefined;

  constructor(port: MessagePort, data: TransportThreadData) {
    this.#port = port;
    this.#signals = data.signals;
    this.#transport = new CoreTransport({
      url: data.url,
      pool: new CorePool(data.pool),
      timeoutMs: data.timeoutMs,
      authenticator: () => this.#authenticate(),
    });
    const onWarning = (message: string) => this.#send({ type: 'warning', message });
    this.#breaker = data.breaker === false ? undefined : new CoreBreaker(data.breaker, onWarning);
    port.on('message', (message: ToTransportThread) => void this.#receive(message));
    this.#send({ type: 'ready' });
  }

  async #receive(message: ToTransportThread): Promise<void> {
    if (message.type === 'ask') this.#send(await this.#ask(message));
    else this.#onAuthentication?.(message);
  }

  async #ask({
    request,
    timeoutMs,
  }: Extract<ToTransportThread, { type: 'ask' }>): Promise<FromTransportThread> {
    try {
      const answer = await (this.#breaker === undefined
        ? this.#transport.ask(request, timeoutMs)
        : this.#breaker.ask((probeMs = timeoutMs) =>
            this.#transport.ask(request, Math.min(probeMs, timeoutMs)),
          ));
      return { type: 'answer', answer };
    } catch (error) {
      if (error instanceof CoreUnavailableError) {
        return { type: 'error', kind: 'unavailable', message: error.message };
      }
      const { kind, message } = reasonOf(toTransportError(error));
      return { type: 'error', kind, message };
    }
  }

  async #authenticate(): Promise<Authentication> {
    const given = await new Promise<Exclude<ToTransportThread, { type: 'ask' }>>((resolve) => {
      this.#onAuthentication = resolve;
      this.#send({ type: 'authenticate' });
    });
    if (given.type === 'authentication') return given.authentication;
    throw new TransportError('not_authenticated', given.message);
  }

  #send(message: FromTransportThread): void {
    this.#port.postMessage(message);
    Atomics.add(this.#signals, SignalIndex.SENT, 1);
    Atomics.notify(this.#signals, SignalIndex.SENT);
  }
}

/** Why the calling thread could not sign, which the transport does not say because it does not trust authenticators. */
function reasonOf(error: TransportError): TransportError {
  const { kind, cause } = error;
  return kind === 'not_authenticated' && cause instanceof TransportError ? cause : error;
}

if (parentPort !== null) {
  const { port, ...data } = workerData as TransportThreadData & { readonly port: MessagePort };
  process.once('exit', () => {
    Atomics.store(data.signals, SignalIndex.ENDED, 1);
    Atomics.add(data.signals, SignalIndex.SENT, 1);
    Atomics.notify(data.signals, SignalIndex.SENT);
  });
  new TransportThread(port, data);
}
