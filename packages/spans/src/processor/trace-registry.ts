/** Where the spans of a trace belong. */
export interface TraceOwner {
  readonly workflowId: string;
  readonly runId?: string | undefined;
  readonly activityId?: string | undefined;
}

/** Which workflow a trace belongs to, for programs that register traces themselves. Holds the newest traces only. */
export class TraceRegistry {
  readonly #owners = new Map<string, TraceOwner>();
  readonly #tracesByWorkflow = new Map<string, Set<string>>();
  readonly #maxTraces: number;

  /** @param maxTraces - the oldest registration is forgotten above this number */
  constructor(maxTraces = 10_000) {
    this.#maxTraces = maxTraces;
  }

  get size(): number {
    return this.#owners.size;
  }

  register(traceId: string, owner: TraceOwner): void {
    this.#remove(traceId);
    this.#owners.set(traceId, owner);
    const traces = this.#tracesByWorkflow.get(owner.workflowId) ?? new Set();
    this.#tracesByWorkflow.set(owner.workflowId, traces.add(traceId));
    if (this.#owners.size <= this.#maxTraces) return;
    const oldest = this.#owners.keys().next();
    if (oldest.done !== true) this.#remove(oldest.value);
  }

  ownerOf(traceId: string): TraceOwner | undefined {
    return this.#owners.get(traceId);
  }

  /** Forgets the traces of a workflow that `matches` picks. */
  forget(workflowId: string, matches: (owner: TraceOwner) => boolean = () => true): void {
    for (const traceId of [...(this.#tracesByWorkflow.get(workflowId) ?? [])]) {
      const owner = this.#owners.get(traceId);
      if (owner !== undefined && matches(owner)) this.#remove(traceId);
    }
  }

  #remove(traceId: string): void {
    const owner = this.#owners.get(traceId);
    if (owner === undefined) return;
    this.#owners.delete(traceId);
    const traces = this.#tracesByWorkflow.get(owner.workflowId);
    traces?.delete(traceId);
    if (traces?.size === 0) this.#tracesByWorkflow.delete(owner.workflowId);
  }
}
