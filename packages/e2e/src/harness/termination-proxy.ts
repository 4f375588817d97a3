import { once } from 'node:events';
import type { ClientHttp2Session, IncomingHttpHeaders, Http2Server, ServerHttp2Stream } from 'node:http2';
import { connect, constants, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { createDeferred } from './deferred';

/** `PERMISSION_DENIED` of gRPC. */
const PERMISSION_DENIED = '7';

/** What becomes of a request to terminate a run: it is refused, never answered, or passed on once it is released. */
export type TerminationFate = 'refused' | 'held' | 'delayed';

/** Stands before Temporal's server, and passes on everything but the terminations of runs. */
export class TerminationProxy {
  readonly #server: Http2Server = createServer();
  readonly #upstream: ClientHttp2Session;
  readonly #released = createDeferred();
  /** The requests to terminate a run, as they came: each has the id of its Workflow in it, unless it was delayed. */
  readonly asked: string[] = [];
  /** Terminations that the server has answered. */
  answered = 0;

  private constructor(
    address: string,
    private readonly fate: TerminationFate,
  ) {
    this.#upstream = connect(`http://${address}`);
    this.#server.on('stream', (stream, headers) => {
      this.#handle(stream, headers);
    });
  }

  static async start(address: string, fate: TerminationFate): Promise<TerminationProxy> {
    const proxy = new TerminationProxy(address, fate);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  /** Pass on the terminations that were delayed. */
  release(): void {
    this.#released.resolve();
  }

  close(): void {
    this.#server.close();
    this.#upstream.destroy();
  }

  #handle(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    stream.on('error', () => undefined);
    if (headers[':path']?.endsWith('/TerminateWorkflowExecution') !== true) {
      this.#pass(stream, headers);
      return;
    }
    if (this.fate === 'delayed') {
      this.asked.push('');
      stream.on('close', () => (this.answered += 1));
      void this.#released.promise.then(() => this.#pass(stream, headers));
      return;
    }
    stream.on('data', (message: Buffer) => this.asked.push(textOf(message)));
    if (this.fate === 'held') return;
    const refusal = { 'grpc-status': PERMISSION_DENIED, 'grpc-message': 'may not terminate' };
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...refusal }, { endStream: true });
  }

  #pass(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const request = this.#upstream.request(headers);
    let trailers: IncomingHttpHeaders = {};
    request.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    stream.on('close', () => request.close(constants.NGHTTP2_CANCEL));
    request.on('response', (response, flags) => {
      // An error without a body comes in the headers alone.
      const isAll = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(response, isAll ? { endStream: true } : { waitForTrailers: true });
      if (!isAll) request.pipe(stream);
    });
    request.on('trailers', (received) => {
      trailers = received;
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.pipe(request);
  }
}

/** A message of gRPC: whether it is compressed, its length in four bytes, itself. */
function textOf(message: Buffer): string {
  const body = message.subarray(5);
  return (message[0] === 1 ? gunzipSync(body) : body).toString('latin1');
}
