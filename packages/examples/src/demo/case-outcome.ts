import type { GovernanceEvent, Verdict } from '@openbox/core-client/contract';
import type { DeskEntry } from '../agent/support-desk';
import type { RunStatus } from './demo-cases';

/** One answer of Core, reduced to what the account tells. */
export interface RecordedDecision {
  readonly event: GovernanceEvent;
  readonly verdict: Verdict;
  /** The rule that decided, or the guardrails that acted. */
  readonly rules: readonly string[];
  readonly reason?: string;
  readonly constraints?: readonly unknown[];
  /** What guardrails put in place of the data that was asked about; absent where they changed nothing. */
  readonly replacement?: unknown;
  /** Whether guardrails refused the data. */
  readonly refused: boolean;
}

/** What came of one message. */
export interface CaseOutcome {
  readonly workflowId: string;
  readonly runId: string;
  readonly status: RunStatus | 'CANCELLED' | 'TIMED_OUT';
  /** `type` of the failure that ended the run. */
  readonly failureType?: string;
  /** What Temporal says, in words: the result, or why it ended. */
  readonly detail: string;
  /** Every answer of Core about this run, oldest first. */
  readonly decisions: readonly RecordedDecision[];
  /** What the agent did during this run. */
  readonly deeds: readonly DeskEntry[];
  /** The texts that the model received during this run. */
  readonly modelTexts: readonly string[];
}
