import { getCurrentDetails, setCurrentDetails } from '@temporalio/workflow';
import type { ApprovalWait } from '../common/governance-activity';
import { approvalLink } from './approval-link';
import type { RunStatus } from './run-status';

/**
 * Shows in Temporal's own UI, below the details that the workflow itself has set, what the run waits for. Costs no
 * history event.
 */
export class WaitingDetails {
  readonly #lines = new Map<ApprovalWait, string>();
  #shown = '';
  /** Template of the link that leads to a decision. */
  approvalUrl: string | undefined;

  constructor(private readonly status: RunStatus) {}

  /** What the run waits for now, the oldest first. */
  get waits(): ApprovalWait[] {
    return [...this.#lines.keys()];
  }

  /** Show `wait` until `waiting` is over, however it ends. */
  async whileWaiting<T>(wait: ApprovalWait, waiting: () => Promise<T>): Promise<T> {
    const since = new Date(wait.requestedAtMs).toISOString();
    const rule = wait.policyId === undefined ? '' : ` (rule ${wait.policyId})`;
    const link = this.approvalUrl === undefined ? '' : ` [Decide](${approvalLink(this.approvalUrl, wait)})`;
    const line = `- ${wait.activityType} (${wait.key.activityId}) since ${since}: ${wait.reason}${rule}${link}`;
    this.#lines.set(wait, line);
    this.#show();
    try {
      return await waiting();
    } finally {
      this.#lines.delete(wait);
      this.#show();
    }
  }

  #show(): void {
    const current = getCurrentDetails();
    const users =
      this.#shown !== '' && current.endsWith(this.#shown) ? current.slice(0, -this.#shown.length) : current;
    const gap = users === '' ? '' : '\n\n';
    this.#shown =
      this.#lines.size === 0 ? '' : `${gap}Waiting for approval:\n\n${[...this.#lines.values()].join('\n')}`;
    setCurrentDetails(`${users}${this.#shown}`);
    this.status.waiting = this.#lines.size > 0;
  }
}
