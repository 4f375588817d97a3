import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { createServer as createSecureServer } from 'node:tls';
import { TEST_CERTIFICATE } from './test-certificate';

/** Stands between a driver and its server, and keeps what the driver sends. */
export class RecordingProxy {
  /** The server's URL with the proxy's port. */
  readonly url: string;
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;
  readonly #sockets = new Set<Socket>();
  readonly #sent: Buffer[];
  readonly #count: () => number;

  private constructor(
    url: URL,
    server: ReturnType<typeof createServer>,
    { sockets, sent, count }: { sockets: Set<Socket>; sent: Buffer[]; count: () => number },
  ) {
    this.port = (server.address() as AddressInfo).port;
    const proxied = new URL(url);
    proxied.port = String(this.port);
    this.url = proxied.href;
    this.#server = server;
    this.#sockets = sockets;
    this.#sent = sent;
    this.#count = count;
  }

  /** @param secure - whether it speaks TLS with the driver; never with the server */
  static async start(serverUrl: string, { secure = false } = {}): Promise<RecordingProxy> {
    const url = new URL(serverUrl);
    const sockets = new Set<Socket>();
    const sent: Buffer[] = [];
    let count = 0;
    const accept = (client: Socket): void => {
      count += 1;
      const upstream = connect(Number(url.port), url.hostname);
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          client.destroy();
          upstream.destroy();
        });
      }
      client.on('data', (data) => sent.push(data));
      client.pipe(upstream).pipe(client);
    };
    const server = secure ? createSecureServer(TEST_CERTIFICATE, accept) : createServer(accept);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RecordingProxy(url, server, { sockets, sent, count: () => count });
  }

  /** How many connections there were. */
  get connections(): number {
    return this.#count();
  }

  /** Whether a text was among what drivers have sent so far. */
  hasSeen(text: string): boolean {
    return Buffer.concat(this.#sent).includes(text);
  }

  /** Ends all connections, so that drivers see them break. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
