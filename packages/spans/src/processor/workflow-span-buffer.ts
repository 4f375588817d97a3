import type { GovernanceVerdict } from '@openbox/core-client/contract';
import type { SpanData } from '../data/span-data';

/** What is known of a workflow whose spans are kept without an activity scope. */
export interface WorkflowSpanBufferDetails {
  readonly runId?: string | undefined;
  readonly workflowType?: string | undefined;
  readonly taskQueue?: string | undefined;
  readonly parentWorkflowId?: string | undefined;
}

/** Ended spans of one workflow that belong to no open activity scope; see `WorkflowSpanProcessor.registerWorkflow`. */
export class WorkflowSpanBuffer {
  readonly workflowId: string;
  readonly details: WorkflowSpanBufferDetails;
  /** Last verdict that was set for this workflow. */
  verdict: GovernanceVerdict | undefined;
  readonly #maxSpans: number;
  #spans: SpanData[] = [];
  #droppedSpans = 0;

  constructor(workflowId: string, details: WorkflowSpanBufferDetails, maxSpans: number) {
    this.workflowId = workflowId;
    this.details = details;
    this.#maxSpans = maxSpans;
  }

  /** In the order in which they ended. */
  get spans(): readonly SpanData[] {
    return this.#spans;
  }

  /** How many spans found no room since the buffer was made. */
  get droppedSpans(): number {
    return this.#droppedSpans;
  }

  add(span: SpanData): void {
    if (this.#spans.length < this.#maxSpans) this.#spans.push(span);
    else this.#droppedSpans += 1;
  }

  /** Removes and returns the spans of one activity, or all of them. */
  takeSpans(activityId?: string): SpanData[] {
    const taken = this.#spans.filter((span) => activityId === undefined || span.activity_id === activityId);
    this.#spans = this.#spans.filter((span) => !taken.includes(span));
    return taken;
  }
}
