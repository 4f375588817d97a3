import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import type { Refusal } from '../common/governance-activity';
import { terminateRun } from './terminate-run';
import type { RunKey } from './terminate-run';

/**
 * Ends halted runs from outside their workflow task: a run that is terminated within its own task leaves a failed task
 * in history.
 */
export class RunTerminations {
  readonly #ongoing = new Map<string, Promise<unknown>>();
  readonly #failed = new Set<string>();

  /** Begin to end a run, as soon as no worker works on one of its tasks. Returns at once, and never throws. */
  begin(run: RunKey, refusal: Refusal, client: () => Client | undefined, log: Logger): void {
    if (this.#ongoing.has(run.runId)) return;
    this.#failed.delete(run.runId);
    const ended = terminateRun(run, refusal, client, log).then((terminated) => {
      this.#ongoing.delete(run.runId);
      if (!terminated) this.#failed.add(run.runId);
    });
    this.#ongoing.set(run.runId, ended);
  }

  /** Whether the last attempt to end this run failed here. Forgotten once it has been told. */
  takeFailure(runId: string): boolean {
    return this.#failed.delete(runId);
  }

  /** Wait for the attempts that have begun. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#ongoing.values());
  }
}
