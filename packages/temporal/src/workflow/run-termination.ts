import type { ApplicationFailure } from '@temporalio/common';
import { CancellationScope, sleep } from '@temporalio/workflow';
import type { GovernanceActivityResult, Refusal } from '../common/governance-activity';
import { toFailure } from '../common/governance-failure';

/** How long the worker gets to end the run before it is asked again: its process may have died. */
const ASK_AGAIN_MS = 10_000;
/** How often it is asked again before the run fails by itself. */
const MAX_ASKED_AGAIN = 3;

/**
 * The end of a halted run, which a worker brings about from outside: nothing of the run goes on meanwhile.
 *
 * A timer keeps it from being forgotten. Where the run cannot be terminated at all, its step fails in the place of it.
 */
export class RunTermination {
  #givenUp: Promise<ApplicationFailure> | undefined;

  constructor(private readonly ask: (termination: Refusal) => Promise<GovernanceActivityResult>) {}

  /** Whether the run is about to be terminated. */
  get begun(): boolean {
    return this.#givenUp !== undefined;
  }

  /** Never resolves where the run is terminated; else with the failure that takes its place. Never rejects. */
  get givenUp(): Promise<ApplicationFailure> | undefined {
    return this.#givenUp;
  }

  /** Called once the worker has been told to end the run. */
  begin(refusal: Refusal): Promise<ApplicationFailure> {
    this.#givenUp ??= CancellationScope.nonCancellable(() => this.#insist(refusal));
    return this.#givenUp;
  }

  async #insist(refusal: Refusal): Promise<ApplicationFailure> {
    for (let asked = 0; asked < MAX_ASKED_AGAIN; asked += 1) {
      await sleep(ASK_AGAIN_MS);
      // A worker that cannot answer is one that did not end the run.
      const answer = await this.ask(refusal).catch((): GovernanceActivityResult => ({ terminating: true }));
      if (answer.terminating !== true) break;
    }
    return toFailure(refusal);
  }
}
