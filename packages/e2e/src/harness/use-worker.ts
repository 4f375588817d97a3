import { createOpenBoxWorker } from '@openbox/temporal';
import type { ScriptedCore } from './scripted-core';
import type { TestTemporal } from './test-temporal';
import type { GovernedWorkerOptions } from './worker-options';
import { toFactoryOptions } from './worker-options';
import { WorkerRun } from './worker-run';

/** A governed Worker and its Core, shared by the tests of one file or block. */
export interface SharedWorker {
  readonly core: ScriptedCore;
  readonly run: WorkerRun;
}

/**
 * Registers the hooks that run one governed Worker for all tests of the block; making a Worker takes longer than most
 * tests. Before each test its Core forgets everything and allows everything; after each, the histories are checked.
 */
export function useWorker(
  temporal: TestTemporal,
  options: Omit<GovernedWorkerOptions, 'core'>,
): SharedWorker {
  let shared: SharedWorker | undefined;
  const required = (): SharedWorker => {
    if (shared === undefined) throw new Error('The Worker is there only while tests run.');
    return shared;
  };

  beforeAll(async () => {
    const core = await temporal.startCore();
    const worker = await createOpenBoxWorker(toFactoryOptions(temporal, { ...options, core }));
    shared = { core, run: new WorkerRun(temporal, worker) };
    const running = worker.run();
    // Awaited at the end of the file; until then a failure must not count as unhandled.
    running.catch(() => undefined);
    temporal.onClose(async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await running;
    });
  });
  beforeEach(() => required().core.reset());
  afterEach(async () => {
    await required().run.terminateOpen();
    await required().run.expectSoundHistories();
  });

  return {
    get core() {
      return required().core;
    },
    get run() {
      return required().run;
    },
  };
}
