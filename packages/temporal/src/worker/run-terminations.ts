import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import type { Refusal } from '../common/governance-activity';
import { terminateRun } from './terminate-run';
import type { RunKey } from './terminate-run';

const MAX_REMEMBERED = 1_000;

/**
 * Ends halted runs from outside their workflow task: a run that is terminated within its own task leaves a failed task
 * in history.
 */
export class RunTerminations {
  readonly #ongoing = new Map<string, Promise<boolean>>();
  readonly #failed = new Set<string>();

  /**
   * End a run, as soon as no worker works on one of its tasks. Whoever asks while that is under way waits for the same end.
   * Never rejects.
   *
   * @returns whether the run is terminated.
   */
  end(run: RunKey, refusal: Refusal, client: () => Client | undefined, log: Logger): Promise<boolean> {
    const ongoing = this.#ongoing.get(run.runId);
    if (ongoing !== undefined) return ongoing;
    this.#failed.delete(run.runId);
    const ended = terminateRun(run, refusal, client, log).then((terminated) => {
      this.#ongoing.delete(run.runId);
      if (!terminated) this.#remember(run.runId);
      return terminated;
    });
    this.#ongoing.set(run.runId, ended);
    return ended;
  }

  /**
   * Resolves when this run is not about to end; `undefined` where it is not anyway. What is over in it waits for that: its
   * result would start a workflow task, which the end of the run then cuts off.
   */
  ongoing(runId: string): Promise<unknown> | undefined {
    return this.#ongoing.get(runId);
  }

  /** Whether the last attempt to end this run failed here. Forgotten once it has been told. */
  takeFailure(runId: string): boolean {
    return this.#failed.delete(runId);
  }

  /** Only a worker that runs its workflows is asked about a run: elsewhere what nobody asks about must not pile up. */
  #remember(runId: string): void {
    this.#failed.add(runId);
    const [oldest] = this.#failed;
    if (this.#failed.size > MAX_REMEMBERED && oldest !== undefined) this.#failed.delete(oldest);
  }

  /** Wait for the attempts that have begun. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#ongoing.values());
  }
}
