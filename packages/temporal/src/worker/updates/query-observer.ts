import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { Logger } from '@temporalio/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { GuardedEvaluator } from '../guarded-evaluator';

/** A dashboard may ask many runs many times a second; Core must not be what holds all that in this worker's memory. */
const MAX_OUTSTANDING = 100;
/** What is under way when the worker ends gets this long. */
const LAST_CHANCE_MS = 1_000;

/** Reports queries to Core behind their backs: nobody waits for the answer, and no verdict is enforced. */
export class QueryObserver {
  readonly #outstanding = new Map<AbortController, Promise<unknown>>();
  #closed = false;
  #saidSo = false;

  constructor(
    private readonly evaluator: GuardedEvaluator,
    private readonly log: Logger,
  ) {}

  /** Report one query. Never throws. */
  observe(event: GovernanceEvent): void {
    if (this.#closed) return;
    if (this.#outstanding.size >= MAX_OUTSTANDING) {
      this.#sayOnce();
      return;
    }
    const cut = new AbortController();
    const reported = this.evaluator
      .evaluate(event, { signal: cut.signal })
      // Only the worker's end rejects it.
      .catch(() => undefined)
      .finally(() => this.#outstanding.delete(cut));
    this.#outstanding.set(cut, reported);
  }

  /** Report no more, and let go of what does not end soon. */
  async close(): Promise<void> {
    this.#closed = true;
    const done = new AbortController();
    const late = sleep(LAST_CHANCE_MS, undefined, { signal: done.signal }).catch(() => undefined);
    await Promise.race([Promise.allSettled(this.#outstanding.values()), late]);
    done.abort();
    for (const cut of this.#outstanding.keys()) cut.abort();
  }

  #sayOnce(): void {
    if (this.#saidSo) return;
    this.#saidSo = true;
    this.log.warn(
      'OpenBox: queries come faster than Core answers, so some are not reported (this is said once)',
      { outstanding: MAX_OUTSTANDING },
    );
  }
}
