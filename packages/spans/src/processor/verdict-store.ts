import type { GovernanceVerdict } from '@openbox/core-client/contract';

interface StoredVerdict {
  readonly verdict: GovernanceVerdict;
  readonly runId: string | undefined;
}

/** The last verdict of each workflow, until it is cleared. */
export class VerdictStore {
  readonly #verdicts = new Map<string, StoredVerdict>();

  get size(): number {
    return this.#verdicts.size;
  }

  set(workflowId: string, verdict: GovernanceVerdict, runId: string | undefined): void {
    this.#verdicts.set(workflowId, { verdict, runId });
  }

  /** With a run id, a verdict of another run does not count. */
  get(workflowId: string, runId: string | undefined): GovernanceVerdict | undefined {
    const stored = this.#verdicts.get(workflowId);
    if (stored === undefined) return undefined;
    const otherRun = runId !== undefined && stored.runId !== undefined && runId !== stored.runId;
    return otherRun ? undefined : stored.verdict;
  }

  /** With a run id, a verdict of another run stays. */
  clear(workflowId: string, runId?: string): void {
    if (runId === undefined || this.get(workflowId, runId) !== undefined) this.#verdicts.delete(workflowId);
  }
}
