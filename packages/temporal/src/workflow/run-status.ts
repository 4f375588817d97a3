import { defineSearchAttributeKey } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';
import { STATUS_ATTRIBUTE } from '../common/governance-activity';

/** How governance stands to a run, as its search attribute says. */
export type RunStatusValue = 'governed' | 'waiting' | 'blocked' | 'halted';

const KEY = defineSearchAttributeKey(STATUS_ATTRIBUTE, 'KEYWORD');

/**
 * Keeps the search attribute of a run, where its settings want it. Each change is one history event; Temporal fails the
 * workflow task where the attribute is not registered, which is why it has to be asked for.
 */
export class RunStatus {
  #wanted = false;
  #refused: 'blocked' | 'halted' | undefined;
  #waits = false;
  #shown: RunStatusValue | undefined;

  /** Begin to show it. */
  begin(): void {
    this.#wanted = true;
    this.#show();
  }

  /** Whether the run waits for a human. */
  set waiting(waits: boolean) {
    this.#waits = waits;
    this.#show();
  }

  /** A verdict stopped the run. */
  refuse(verdict: 'blocked' | 'halted'): void {
    this.#refused = verdict;
    this.#show();
  }

  #show(): void {
    const value = this.#refused ?? (this.#waits ? 'waiting' : 'governed');
    if (!this.#wanted || value === this.#shown) return;
    this.#shown = value;
    upsertSearchAttributes([{ key: KEY, value }]);
  }
}
