import type { ApplicationFailure } from '@temporalio/common';
import type { RefusalDetails } from '../common/governance-activity';
import type { Question } from './event-verdict';
import type { RunStatus } from './run-status';

/** The stop verdict that a run keeps: it refuses each further effect. */
export class RunRefusal {
  #failure: ApplicationFailure | undefined;
  #halted = false;
  #stop: () => void = () => undefined;
  /** Resolves with the first refusal. */
  readonly stopped = new Promise<void>((resolve) => {
    this.#stop = resolve;
  });

  constructor(private readonly status: RunStatus) {}

  /** What each further effect fails with; `undefined` while nothing is refused. */
  get failure(): ApplicationFailure | undefined {
    return this.#failure;
  }

  /**
   * Take a stop verdict: the first one stands, but a halt replaces a weaker one.
   *
   * @returns its own failure.
   */
  take(
    failure: ApplicationFailure,
    { verdict, fallbackUsed }: Pick<RefusalDetails, 'verdict' | 'fallbackUsed'>,
    { sticky = true }: Question = {},
  ): ApplicationFailure {
    // Core that cannot be asked under fail_closed stops the run, not just one signal.
    if (!sticky && verdict !== 'halt' && fallbackUsed !== true) return failure;
    if (this.#failure === undefined || (verdict === 'halt' && !this.#halted)) {
      this.#failure = failure;
      this.#halted = verdict === 'halt';
    }
    this.status.refuse(this.#halted ? 'halted' : 'blocked');
    this.#stop();
    return failure;
  }

  /** Forget it: a run that needs no effect any more may still say what came of it. */
  lift(): void {
    this.#failure = undefined;
    this.#halted = false;
  }

  /** @throws ApplicationFailure when a verdict refused this run. */
  throwIfRefused(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
