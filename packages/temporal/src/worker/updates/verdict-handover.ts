import { GovernanceEventType } from '@openbox/core-client/contract';
import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import type { GuardedEvaluator } from '../guarded-evaluator';

/** A bound against runs that never take what is kept for them; Temporal lets a run have ten updates at a time. */
const MAX_VERDICTS_PER_RUN = 100;

/**
 * Verdicts that the worker asked for before the run could ask itself, kept until the run's governance activity takes
 * them: so Core is asked once. What is not here, or no longer, is asked anew.
 *
 * In memory on purpose: a workflow task and its local activities run in one process.
 */
export class VerdictHandover {
  readonly #runs = new Map<string, Map<string, Promise<GovernanceVerdict>>>();

  /** Keep the verdict on `event`, which may still be under way. */
  offer(event: GovernanceEvent, verdict: Promise<GovernanceVerdict>): void {
    const step = stepOf(event);
    if (step === undefined) return;
    const kept = this.#runs.get(event.run_id) ?? new Map<string, Promise<GovernanceVerdict>>();
    const oldest = kept.keys().next();
    if (kept.size >= MAX_VERDICTS_PER_RUN && oldest.done !== true) kept.delete(oldest.value);
    kept.set(step, verdict);
    this.#runs.set(event.run_id, kept);
  }

  /** The verdict that is kept for `event`; it can be taken once. */
  take(event: GovernanceEvent): Promise<GovernanceVerdict> | undefined {
    const kept = this.#runs.get(event.run_id);
    const step = stepOf(event);
    if (kept === undefined || step === undefined) return undefined;
    const verdict = kept.get(step);
    kept.delete(step);
    if (kept.size === 0) this.#runs.delete(event.run_id);
    return verdict;
  }

  /** Let go of all that is kept for a run. */
  forget(runId: string): void {
    this.#runs.delete(runId);
  }

  /** Ask for what is kept first. */
  before(next: GuardedEvaluator): GuardedEvaluator {
    return {
      evaluate: (event, options) => this.take(event) ?? next.evaluate(event, options),
      pollApproval: (key, options) => next.pollApproval(key, options),
    };
  }
}

/** What tells the event from the others of its run; `undefined` for an event that is never asked for beforehand. */
function stepOf(event: GovernanceEvent): string | undefined {
  if (event.event_type === GovernanceEventType.WORKFLOW_STARTED) return 'start';
  const { kind, update_id: updateId } = event.metadata ?? {};
  return kind === 'update' && typeof updateId === 'string' ? `update ${updateId}` : undefined;
}
