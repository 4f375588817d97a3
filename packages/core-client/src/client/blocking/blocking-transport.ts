import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { OpenBoxError } from '../../contract/errors/openbox-error';
import { type Authentication, type Authenticator } from '../authenticator';
import { type BreakerOptions, CoreUnavailableError } from '../core-breaker';
import { type CorePoolOptions } from '../core-pool';
import { type CoreAnswer, type CoreRequest } from '../core-transport';
import { TransportError } from '../transport-error';
import {
  type FromTransportThread,
  SignalIndex,
  type ToTransportThread,
  type TransportThreadData,
} from './transport-messages';

/** What a {@link BlockingTransport} works with. */
export interface BlockingTransportOptions {
  readonly url: string;
  readonly pool: CorePoolOptions;
  readonly authenticator: Authenticator;
  /** For a whole call, repetitions included. */
  readonly timeoutMs: number;
  readonly breaker: BreakerOptions | false;
  readonly onWarning: (message: string) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly signals: Int32Array;
}

/** Time beyond the timeout in which a thread that works says so. */
const MARGIN_MS = 2_000;
/** Time for the thread to start, on a machine that has much else to do. */
const START_MS = 10_000;
/** How long no thread is started after one that did not even start: each further try would cost its caller that time. */
const RESTART_AFTER_MS = 30_000;

/**
 * Asks Core while the calling thread stands still, by a thread that does nothing else.
 *
 * The thread starts with the first question, is not waited for when the process ends, and is replaced where it died or
 * hangs. It has connections and a breaker of its own, and asks the calling thread for the proof of identity of each
 * request: neither key nor seed leaves the thread they were given in.
 */
export class BlockingTransport {
  readonly #options: BlockingTransportOptions;
  #thread: Thread | undefined;
  #isClosed = false;
  #startFailedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: BlockingTransportOptions) {
    this.#options = options;
  }

  /**
   * Blocks until Core has answered, for at most the timeout and a margin.
   *
   * @param timeoutMs - for this call, where that is shorter than the transport's own.
   * @throws as `CoreTransport.ask`; `CoreUnavailableError` where Core was not asked.
   */
  ask(request: Omit<CoreRequest, 'signal'>, timeoutMs = this.#options.timeoutMs): CoreAnswer {
    if (this.#isClosed) {
      throw new OpenBoxError('client_closed', 'the client is closed: make a new CoreClient');
    }
    const thread = (this.#thread ??= this.#start());
    const endsAtMs = performance.now() + timeoutMs + MARGIN_MS;
    try {
      // Copied: a small Buffer is a part of a larger one, which would travel whole.
      const body = Uint8Array.from(request.body);
      post(thread, { type: 'ask', request: { ...request, body }, timeoutMs });
      return this.#await(thread, request, endsAtMs);
    } catch (error) {
      if (error instanceof ThreadLostError) void this.#discard();
      throw error;
    }
  }

  /** Ends the thread; whoever asks later is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#discard();
  }

  #await(thread: Thread, request: Omit<CoreRequest, 'signal'>, endsAtMs: number): CoreAnswer {
    for (;;) {
      const message = nextMessage(thread, endsAtMs);
      if (message.type === 'answer') return message.answer;
      if (message.type === 'error') throw toError(message);
      if (message.type === 'warning') this.#options.onWarning(message.message);
      if (message.type === 'authenticate') post(thread, this.#authenticate(request));
    }
  }

  #authenticate({ method, path, body }: Omit<CoreRequest, 'signal'>): ToTransportThread {
    try {
      const given = this.#options.authenticator({ method, path, body });
      if (isAuthentication(given)) {
        const { pathPrefix, headers } = given;
        return { type: 'authentication', authentication: { pathPrefix, headers: { ...headers } } };
      }
      given.catch(() => undefined);
      const why =
        'option "authenticator" answers with a promise, which a synchronous operation cannot wait for';
      return { type: 'no_authentication', message: `the request could not be signed: ${why}` };
    } catch {
      // Its message may quote what it signs with.
      return { type: 'no_authentication', message: 'the request could not be signed' };
    }
  }

  #start(): Thread {
    if (performance.now() - this.#startFailedAtMs < RESTART_AFTER_MS) throw notStarted();
    const { url, pool, timeoutMs, breaker } = this.#options;
    const signals = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
    const { port1, port2 } = new MessageChannel();
    const data: TransportThreadData = { url, pool, timeoutMs, breaker, signals };
    const worker = new Worker(threadFile(), {
      name: 'openbox-core',
      workerData: { ...data, port: port2 },
      transferList: [port2],
      // Neither what the program preloads, such as an instrumentation, nor what its environment holds.
      execArgv: [],
      env: tlsEnvironment(),
    });
    worker.unref();
    const thread = { worker, port: port1, signals };
    const onEnd = () => {
      if (this.#thread === thread) void this.#discard();
    };
    // Without a listener an error would end the program.
    worker.on('error', onEnd).on('exit', onEnd);
    try {
      nextMessage(thread, performance.now() + START_MS);
      return thread;
    } catch {
      this.#startFailedAtMs = performance.now();
      void worker.terminate();
      throw notStarted();
    }
  }

  async #discard(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    thread?.port.close();
    await thread?.worker.terminate();
  }
}

class ThreadLostError extends TransportError {
  constructor(what: string) {
    super('lost', `the thread that asks for synchronous operations ${what}`);
  }
}

/** @throws ThreadLostError where none is to be expected any more. */
function nextMessage({ port, signals }: Thread, endsAtMs: number): FromTransportThread {
  for (;;) {
    // Read before the port is looked at: a message that comes in between makes the wait return at once.
    const sent = Atomics.load(signals, SignalIndex.SENT);
    const received = receiveMessageOnPort(port);
    if (received !== undefined) return received.message as FromTransportThread;
    if (Atomics.load(signals, SignalIndex.ENDED) !== 0) throw new ThreadLostError('ended');
    const leftMs = endsAtMs - performance.now();
    if (leftMs <= 0 || Atomics.wait(signals, SignalIndex.SENT, sent, leftMs) === 'timed-out') {
      throw new ThreadLostError('does not answer');
    }
  }
}

function post(thread: Thread, message: ToTransportThread): void {
  thread.port.postMessage(message);
}

/** By the package's own name, so that it is the compiled file also where this one runs from its source. */
function threadFile(): string {
  let file: string;
  try {
    const folder = dirname(require.resolve('@openbox/core-client/package.json'));
    file = join(folder, 'dist/client/blocking/transport-thread.js');
  } catch {
    throw notStarted();
  }
  if (!existsSync(file)) throw notStarted();
  return file;
}

function notStarted(): TransportError {
  const remedy = 'if you bundle your program, leave @openbox/core-client out of the bundle';
  return new TransportError(
    'not_sent',
    `the thread that asks for synchronous operations did not start: ${remedy}`,
  );
}

/** Node reads this variable from the environment of the thread that connects. */
function tlsEnvironment(): Record<string, string> {
  const { NODE_TLS_REJECT_UNAUTHORIZED: value } = process.env;
  return value === undefined ? {} : { NODE_TLS_REJECT_UNAUTHORIZED: value };
}

function toError({ kind, message }: Extract<FromTransportThread, { type: 'error' }>): Error {
  return kind === 'unavailable' ? new CoreUnavailableError(message) : new TransportError(kind, message);
}

function isAuthentication(given: Authentication | Promise<Authentication>): given is Authentication {
  return !('then' in given);
}
