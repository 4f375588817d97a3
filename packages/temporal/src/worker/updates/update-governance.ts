import type { Evaluator } from '@openbox/core-client/contract';
import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import type { Worker } from '@temporalio/worker';
import type { Refusal } from '../../common/governance-activity';
import type { GovernanceConfig } from '../governance-config';
import { guardEvaluator } from '../guarded-evaluator';
import type { GuardedEvaluator } from '../guarded-evaluator';
import type { RunTerminations } from '../run-terminations';
import type { RunKey } from '../terminate-run';
import { QueryObserver } from './query-observer';
import { RunUpdates } from './run-updates';
import { VerdictHandover } from './verdict-handover';
import { watchWorkflows } from './watch-workflows';

/** What one worker needs to judge updates and to observe queries. */
export interface UpdateGovernanceParts {
  readonly core: Evaluator;
  readonly config: GovernanceConfig;
  /** Whether a run of this type that begins now is governed. */
  readonly governs: (workflowType: string) => boolean;
  readonly client: () => Client | undefined;
  readonly terminations: RunTerminations;
  readonly log: Logger;
}

/**
 * Judges updates in the worker's own thread, before the workflow sees them, so that a refused one is never accepted;
 * observes queries.
 */
export class UpdateGovernance {
  /** What the governance activity need not ask for again. */
  readonly verdicts = new VerdictHandover();
  readonly #evaluator: GuardedEvaluator;
  readonly #queries: QueryObserver | undefined;

  constructor(private readonly parts: UpdateGovernanceParts) {
    this.#evaluator = guardEvaluator(parts.core, parts.config);
    if (parts.config.observeQueries) this.#queries = new QueryObserver(this.#evaluator, parts.log);
  }

  /** Watch a worker that is about to run. Never throws: where it cannot, updates are judged once they are accepted. */
  watch(worker: Worker): void {
    let error: unknown;
    try {
      if (this.#watch(worker)) return;
    } catch (thrown) {
      error = thrown;
    }
    this.parts.log.warn(
      'OpenBox: this version of the Temporal SDK is unknown: updates get their verdict only after they are accepted, ' +
        'and queries are not observed',
      { error },
    );
  }

  /** Wait for what must not be left half done. */
  async close(): Promise<void> {
    await Promise.allSettled([this.#queries?.close(), this.parts.terminations.close()]);
  }

  #watch(worker: Worker): boolean {
    const { client, config, governs, log, terminations } = this.parts;
    const shared = {
      evaluator: this.#evaluator,
      config,
      verdicts: this.verdicts,
      payloadConverter: worker.options.loadedDataConverter.payloadConverter,
      queries: this.#queries,
      governs,
      client,
      halt: (run: RunKey, refusal: Refusal) => {
        void terminations.end(run, refusal, client, log);
      },
    };
    return watchWorkflows(worker, (info) => new RunUpdates(info, shared));
  }
}
