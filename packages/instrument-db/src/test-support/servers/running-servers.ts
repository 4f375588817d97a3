import type { TestServer } from './test-server';

const KEY = Symbol.for('openbox.instrument-db.test-servers');

/** The servers of this run, which Jest's globalSetup starts and its globalTeardown stops. */
export class RunningServers {
  readonly #servers: TestServer[] = [];

  constructor() {
    Reflect.set(globalThis, KEY, this);
  }

  add(server: TestServer): void {
    this.#servers.push(server);
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.#servers.splice(0).map((server) => server.stop()));
  }
}
