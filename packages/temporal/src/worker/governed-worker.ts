import { attachToTracerProvider, WorkflowSpanProcessor } from '@openbox/spans';
import type { Client } from '@temporalio/client';
import type { Worker } from '@temporalio/worker';
import type { CoreConnection } from './core-connection';

/** What one worker owns while it lives: its connection to Core, its spans, and the client that ends halted runs. */
export class GovernedWorker {
  readonly spans = new WorkflowSpanProcessor();
  readonly #core: CoreConnection | undefined;
  #worker: Worker | undefined;

  constructor(core: CoreConnection | undefined) {
    this.#core = core;
  }

  /** The worker's own client; `undefined` before the worker runs. */
  get client(): Client | undefined {
    return this.#worker?.client;
  }

  /** Capture spans while the worker runs, and let go of everything when it ends, however it ends. */
  async whileRunning(worker: Worker, run: () => Promise<void>): Promise<void> {
    if (this.#worker !== undefined) return run();
    this.#worker = worker;
    const detach = this.#core === undefined ? () => undefined : attachToTracerProvider(this.spans);
    try {
      await run();
    } finally {
      detach();
      await this.spans.shutdown();
      await this.#core?.close();
    }
  }
}
