import type {
  ActivateInput,
  WorkflowInternalsInterceptor,
  WorkflowOutboundCallsInterceptor,
} from '@temporalio/workflow';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import { pendingPromises } from './pending-promises';

type Job = NonNullable<ActivateInput['activation']['jobs']>[number];

/**
 * The time between the end of a program and the end of its run, in which Core is asked about the end. Without us there is
 * no such time: what the program has left behind never hears of its results, and nobody hears of its failure. So it is
 * here. A failure that nobody waits for would else fail the workflow task, again and again, and the run would never end.
 *
 * Signals, updates and a cancellation still arrive, as they do before a run is over.
 */
export class Standstill {
  readonly #ownActivities = new Set<number>();
  readonly #ownTimers = new Set<number>();
  #startsOwnTimer = false;
  #begun = false;
  readonly #quieted = new WeakSet<Promise<unknown>>();
  /** What was open when the current activation began: it may have failed in the same moment in which the program ended. */
  #open: readonly Promise<unknown>[] = [];

  /** @param holds - `false` for runs of earlier builds, in which what was left behind went on. */
  constructor(private readonly holds: () => boolean) {}

  /** The program is over, however it ended. */
  begin(): void {
    this.#begun = true;
    this.#quiet(this.#open);
    this.#quiet(pendingPromises());
  }

  /** Start timers of our own, which go on: only those that `start` starts before it returns. */
  startingOwnTimers<T>(start: () => T): T {
    this.#startsOwnTimer = true;
    try {
      return start();
    } finally {
      this.#startsOwnTimer = false;
    }
  }

  /** Tells our own activities and timers from the program's. */
  readonly outbound: WorkflowOutboundCallsInterceptor = {
    scheduleActivity: (input, next) => {
      if (input.activityType === GOVERNANCE_ACTIVITY) this.#ownActivities.add(input.seq);
      return next(input);
    },
    scheduleLocalActivity: (input, next) => {
      if (input.activityType === GOVERNANCE_ACTIVITY) this.#ownActivities.add(input.seq);
      return next(input);
    },
    startTimer: (input, next) => {
      if (this.#startsOwnTimer) this.#ownTimers.add(input.seq);
      return next(input);
    },
  };

  readonly internals: WorkflowInternalsInterceptor = {
    activate: (input, next) => {
      const { activation } = input;
      if (this.#begun && this.holds())
        activation.jobs = (activation.jobs ?? []).filter((job) => !this.#isForTheProgram(job));
      this.#open = pendingPromises();
      if (this.#begun) this.#quiet(this.#open);
      next(input);
    },
  };

  /** Nobody is told that they fail. */
  #quiet(promises: readonly Promise<unknown>[]): void {
    for (const promise of promises) {
      if (this.#quieted.has(promise)) continue;
      const over = promise.then(undefined, () => undefined);
      this.#quieted.add(promise).add(over);
    }
  }

  #isForTheProgram(job: Job): boolean {
    if (job.resolveActivity != null) return !this.#ownActivities.has(job.resolveActivity.seq ?? -1);
    if (job.fireTimer != null) return !this.#ownTimers.has(job.fireTimer.seq ?? -1);
    return (
      job.resolveChildWorkflowExecutionStart != null ||
      job.resolveChildWorkflowExecution != null ||
      job.resolveSignalExternalWorkflow != null ||
      job.resolveRequestCancelExternalWorkflow != null ||
      job.resolveNexusOperationStart != null ||
      job.resolveNexusOperation != null
    );
  }
}
