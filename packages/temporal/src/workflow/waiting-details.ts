import { workflowInfo } from '@temporalio/workflow';
import type { ApprovalWait } from '../common/governance-activity';
import { allWaits, factsOf } from '../common/wait-facts';
import type { WaitFacts } from '../common/wait-facts';
import { approvalLink } from './approval-link';
import type { RunStatus } from './run-status';

/** What a run waits for, and how that reads below the details that its workflow itself has set. */
export class WaitingDetails {
  readonly #waits = new Set<ApprovalWait>();
  #begun = 0;
  /** Template of the link that leads to a decision. */
  approvalUrl: string | undefined;

  constructor(private readonly status: RunStatus) {}

  /** What the run itself waits for now, the oldest first. */
  get waits(): ApprovalWait[] {
    return [...this.#waits];
  }

  /**
   * Count `wait` among the waits until `waiting` is over, however it ends.
   *
   * @param waiting - gets an activity id for the wait, which is none of the program's.
   */
  async whileWaiting<T>(wait: ApprovalWait, waiting: (waitId: string) => Promise<T>): Promise<T> {
    this.#waits.add(wait);
    this.#begun += 1;
    this.status.waiting = true;
    try {
      return await waiting(`openbox-wait-${String(this.#begun)}`);
    } finally {
      this.#waits.delete(wait);
      this.status.waiting = this.#waits.size > 0;
    }
  }

  /**
   * The workflow's own details with all waits below them, as Markdown.
   *
   * @param seen - activities that wait by their own retries, which the run does not know of.
   */
  below(details: string, seen: readonly WaitFacts[]): string {
    const lines = allWaits(this.waits.map(factsOf), seen).map((wait) => this.#line(wait));
    if (lines.length === 0) return details;
    const gap = details === '' ? '' : '\n\n';
    return `${details}${gap}Waiting for approval:\n\n${lines.join('\n')}`;
  }

  #line({ activityId, activityType, reason, approvalId, policyId, requestedAtMs }: WaitFacts): string {
    const since = requestedAtMs === undefined ? '' : ` since ${new Date(requestedAtMs).toISOString()}`;
    const rule = policyId === undefined ? '' : ` (rule ${policyId})`;
    const { workflowId, runId } = workflowInfo();
    const target = { workflowId, runId, activityId, approvalId: approvalId ?? activityId };
    const link = this.approvalUrl === undefined ? '' : ` [Decide](${approvalLink(this.approvalUrl, target)})`;
    return `- ${activityType} (${activityId})${since}: ${reason}${rule}${link}`;
  }
}
