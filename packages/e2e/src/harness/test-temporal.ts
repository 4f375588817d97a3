import type { Client, Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import type { NativeConnection } from '@temporalio/worker';
import { EnvironmentName, requireEnvironment } from './environment-names';
import { LogCapture } from './log-capture';
import { SecretWatch } from './secret-watch';
import type { CoreScript } from './scripted-core';
import { ScriptedCore } from './scripted-core';

/** What one test file shares: the connections to the run's dev server, its log, and its scripted Cores. */
export class TestTemporal {
  readonly log = new LogCapture();
  readonly secrets = new SecretWatch();
  readonly #cores: ScriptedCore[] = [];
  readonly #closers: (() => Promise<void>)[] = [];
  #environment: TestWorkflowEnvironment | undefined;

  get client(): Client {
    return this.#connected().client;
  }

  get connection(): Connection {
    return this.#connected().connection;
  }

  get nativeConnection(): NativeConnection {
    return this.#connected().nativeConnection;
  }

  get namespace(): string {
    return this.#connected().namespace ?? 'default';
  }

  /** A Core of its own for a test; it is closed after the file. Its key is watched as a secret. */
  async startCore(script?: CoreScript): Promise<ScriptedCore> {
    const core = await ScriptedCore.start(script);
    this.#cores.push(core);
    this.secrets.add('API key', core.apiKey);
    return core;
  }

  /** Has `close` called after the file's tests, while the connections are still there; the last one first. */
  onClose(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  async open(): Promise<void> {
    this.log.captureConsole();
    this.log.installRuntime();
    const address = requireEnvironment(EnvironmentName.ADDRESS);
    this.#environment = await TestWorkflowEnvironment.createFromExistingServer({ address });
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
    await Promise.all(this.#cores.map((core) => core.close()));
    await this.#environment?.teardown();
  }

  /** @throws Error naming where a watched secret was found: the log, or the body of a request to a Core. */
  expectNoSecretLeaked(): void {
    this.secrets.expectAbsent('the log', this.log.lines.join('\n'));
    for (const core of this.#cores) this.secrets.expectAbsent('a request body', core.archive.join('\n'));
  }

  #connected(): TestWorkflowEnvironment {
    if (this.#environment === undefined) throw new Error('The connection is there only while tests run.');
    return this.#environment;
  }
}

/** Registers the hooks that connect this test file to the dev server, and that search for secrets after its tests. */
export function useTemporal(): TestTemporal {
  const temporal = new TestTemporal();
  beforeAll(() => temporal.open());
  afterAll(async () => {
    await temporal.close();
    temporal.expectNoSecretLeaked();
  });
  return temporal;
}
