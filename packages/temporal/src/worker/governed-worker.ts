import { registerInstrumentations, WorkflowSpanProcessor } from '@openbox/spans';
import type { GovernedInstrumentation } from '@openbox/spans';
import type { Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import type { CoreConnection } from './core-connection';
import type { UpdateGovernance } from './updates/update-governance';

/** What one worker owns while it lives: its connection to Core, its spans, and the client that ends halted runs. */
export class GovernedWorker {
  readonly spans: WorkflowSpanProcessor;
  /** Judges updates before workflows see them; `undefined` where nobody is to be asked. */
  updates: UpdateGovernance | undefined;
  readonly #core: CoreConnection | undefined;
  readonly #instrumentations: readonly GovernedInstrumentation[];
  #worker: Worker | undefined;

  constructor(core: CoreConnection | undefined, instrumentations: readonly GovernedInstrumentation[]) {
    this.#core = core;
    this.#instrumentations = instrumentations;
    this.spans = new WorkflowSpanProcessor({ ignoredUrls: core?.url === undefined ? [] : [core.url] });
  }

  /** The worker's own client; `undefined` before the worker runs. */
  get client(): Client | undefined {
    return this.#worker?.client;
  }

  /** Capture what activities do while the worker runs, and let go of everything when it ends, however it ends. */
  async whileRunning(worker: Worker, run: () => Promise<void>): Promise<void> {
    if (this.#worker !== undefined) return run();
    this.#worker = worker;
    this.updates?.watch(worker);
    const capture = this.#core && registerInstrumentations(this.spans, this.#instrumentations);
    try {
      await run();
    } finally {
      capture?.shutdown();
      await this.updates?.close();
      await this.spans.shutdown();
      await this.#core?.close();
    }
  }
}
