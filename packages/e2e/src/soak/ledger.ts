import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One side effect that happened. */
export interface Entry {
  /** `workflow/step`. */
  readonly action: string;
  readonly pid: number;
  readonly atMs: number;
}

/** The world outside: keeps what activities do to it, in a process that is not killed. */
export class Ledger {
  readonly entries: Entry[] = [];
  readonly #server: Server;

  private constructor(delayMs: () => number) {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '', 'http://ledger');
      const { searchParams } = url;
      this.entries.push({
        action: searchParams.get('action') ?? '',
        pid: Number(searchParams.get('pid')),
        atMs: Date.now(),
      });
      // Done, but its activity does not know yet: this is when a kill hurts most.
      setTimeout(() => response.end('noted'), delayMs());
    });
  }

  /** @param delayMs - how long each answer takes after its side effect has happened. */
  static async start(delayMs: () => number): Promise<Ledger> {
    const ledger = new Ledger(delayMs);
    await new Promise<void>((resolve) => ledger.#server.listen(0, '127.0.0.1', resolve));
    return ledger;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
