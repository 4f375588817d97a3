import type { ApplicationFailure } from '@temporalio/common';
import { CancellationScope, sleep } from '@temporalio/workflow';
import type { GovernanceActivityResult, Refusal } from '../common/governance-activity';
import type { Standstill } from './standstill';
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
  #isGivenUp = false;
  #fail: (failure: ApplicationFailure) => void = () => undefined;
  /** Rejects where the run is not terminated after all. */
  readonly failed = new Promise<never>((_resolve, reject) => {
    this.#fail = reject;
  });

  /** @param fails - `false` for a run of an earlier build, which goes on until its next effect. */
  constructor(
    private readonly standstill: Standstill,
    private readonly ask: (termination: Refusal) => Promise<GovernanceActivityResult>,
    private readonly fails: () => boolean,
  ) {
    // Nobody may be listening when it rejects.
    this.failed.catch(() => undefined);
  }

  /** Whether the run is about to be terminated. */
  get begun(): boolean {
    return this.#givenUp !== undefined;
  }

  /** Whether nothing of the run is of interest any more: its termination is under way. */
  get ongoing(): boolean {
    return this.begun && !(this.#isGivenUp && this.fails());
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
      await this.standstill.startingOwnTimers(() => sleep(ASK_AGAIN_MS));
      // A worker that cannot answer is one that did not end the run.
      const answer = await this.ask(refusal).catch((): GovernanceActivityResult => ({ terminating: true }));
      if (answer.terminating !== true) break;
    }
    const failure = toFailure(refusal);
    this.#isGivenUp = true;
    if (this.fails()) this.#fail(failure);
    return failure;
  }
}
