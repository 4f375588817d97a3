import type { SpanLedger } from './span-ledger';

/** The activity attempts that are running now, by workflow. */
export class OpenLedgers {
  readonly #byWorkflow = new Map<string, Set<SpanLedger>>();

  /** Workflows with a running attempt. */
  get size(): number {
    return this.#byWorkflow.size;
  }

  add(ledger: SpanLedger): void {
    const { workflowId } = ledger.identity;
    const ledgers = this.#byWorkflow.get(workflowId) ?? new Set();
    this.#byWorkflow.set(workflowId, ledgers.add(ledger));
  }

  delete(ledger: SpanLedger): void {
    const { workflowId } = ledger.identity;
    const ledgers = this.#byWorkflow.get(workflowId);
    ledgers?.delete(ledger);
    if (ledgers?.size === 0) this.#byWorkflow.delete(workflowId);
  }

  /** The one attempt that fits; `undefined` where none does, or more than one. */
  find(workflowId: string, activityId?: string, runId?: string): SpanLedger | undefined {
    const fitting = [...(this.#byWorkflow.get(workflowId) ?? [])].filter(
      ({ identity }) =>
        (activityId === undefined || identity.activityId === activityId) &&
        (runId === undefined || identity.runId === runId),
    );
    return fitting.length === 1 ? fitting[0] : undefined;
  }
}
