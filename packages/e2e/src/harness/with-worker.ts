import { createOpenBoxWorker } from '@openbox/temporal';
import type { Worker } from '@temporalio/worker';
import type { TestTemporal } from './test-temporal';
import type { GovernedWorkerOptions } from './worker-options';
import { toFactoryOptions } from './worker-options';
import { WorkerRun } from './worker-run';

/**
 * Runs a governed Worker until `body` is done, on a task queue of its own unless `options` name one.
 *
 * Afterwards no Workflow that was started through the run may have a failed Workflow Task or a secret in its history;
 * those still open are terminated. An error of the Worker fails the test.
 */
export async function withWorker<T>(
  temporal: TestTemporal,
  options: GovernedWorkerOptions,
  body: (run: WorkerRun) => Promise<T>,
): Promise<T> {
  return runWorker(temporal, await createOpenBoxWorker(toFactoryOptions(temporal, options)), body);
}

/** The same for a Worker that the test made by hand. */
export async function runWorker<T>(
  temporal: TestTemporal,
  worker: Worker,
  body: (run: WorkerRun) => Promise<T>,
): Promise<T> {
  const run = new WorkerRun(temporal, worker);
  const value = await worker.runUntil(async () => {
    try {
      return await body(run);
    } finally {
      await run.terminateOpen();
    }
  });
  await run.expectSoundHistories();
  return value;
}
