import { CancelledFailure } from '@temporalio/common';
import { CancellationScope, sleep } from '@temporalio/workflow';
import type { Standstill } from './standstill';

/** Cuts the timers short by which a run waits between two questions. */
export class Wakeup {
  readonly #timers = new Set<CancellationScope>();
  #count = 0;

  constructor(private readonly standstill: Standstill) {}

  /** How often the run was woken so far. */
  get count(): number {
    return this.#count;
  }

  wake(): void {
    this.#count += 1;
    for (const timer of this.#timers) timer.cancel();
  }

  /**
   * Wait for `waitMs`.
   *
   * Gives the timer's own promise: one that follows it would go on a step later than in runs of earlier builds, which have
   * to replay.
   *
   * @param count - wakings that are known. Each further one ends the wait.
   * @throws CancelledFailure when the run is woken, or was since `count`; also when the current scope is cancelled.
   */
  timer(waitMs: number, count: number): Promise<void> {
    if (count !== this.#count) return Promise.reject(new CancelledFailure('woken'));
    const scope = new CancellationScope();
    let timer: Promise<void> = Promise.resolve();
    const over = scope.run(() => (timer = this.standstill.startingOwnTimers(() => sleep(waitMs))));
    this.#timers.add(scope);
    void over.catch(() => undefined).finally(() => this.#timers.delete(scope));
    return timer;
  }
}
