import Pool from 'undici/lib/dispatcher/pool.js';
import request from 'undici/lib/api/api-request.js';
import { TransportError, toTransportError } from './transport-error';

/** A raw answer. */
export interface PoolAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** One attempt. */
export interface PoolRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

/** Bounds of a {@link CorePool}. */
export interface CorePoolOptions {
  readonly origin: string;
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  readonly maxAnswerBytes: number;
}

/**
 * The kept connections of one client, and nobody else's. Follows no redirect and repeats nothing.
 *
 * undici's index is not loaded: it would put its own dispatcher in the place of the one behind the user's fetch.
 */
export class CorePool {
  readonly #pool: InstanceType<typeof Pool>;
  readonly #maxAnswerBytes: number;

  constructor(options: CorePoolOptions) {
    this.#maxAnswerBytes = options.maxAnswerBytes;
    this.#pool = new Pool(options.origin, {
      connections: options.maxConnections,
      connect: { timeout: options.connectTimeoutMs },
      // The deadline of the whole call stands in their place.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** @throws `TransportError` where no whole answer came. */
  async send({ method, path, headers, body, signal }: PoolRequest): Promise<PoolAnswer> {
    try {
      const hasBody = method === 'POST';
      const answer = await request.call(this.#pool, {
        method,
        path,
        headers: { ...headers },
        signal,
        ...(hasBody && { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: await this.#readBounded(answer.body),
      };
    } catch (error) {
      throw toTransportError(error);
    }
  }

  /** Lets running requests end, then closes the connections. */
  close(): Promise<void> {
    return this.#pool.close();
  }

  async #readBounded(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > this.#maxAnswerBytes) {
        throw new TransportError(
          'too_large',
          `the answer has more than ${String(this.#maxAnswerBytes)} bytes`,
        );
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }
}
