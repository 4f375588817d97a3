import type { RecordedDecision } from './case-outcome';

/** An approval that waits for a person. */
export interface WaitingApproval {
  readonly id: string;
  readonly reason: string;
}

/** How the demo looks at Core: what it decided about a run, and the approvals that wait in it. */
export interface GoverningCore {
  readonly url: string;
  readonly apiKey: string;
  /** Core's answers about one run, oldest first. */
  decisions(runId: string): Promise<readonly RecordedDecision[]>;
  /** The approval that the run waits for, if any. */
  waiting(runId: string): Promise<WaitingApproval | undefined>;
  /** Decide as a person would; does nothing where somebody was quicker. */
  decide(id: string, decision: 'approve' | 'reject', reason: string): Promise<void>;
  /** The shell command by which anybody may decide instead. */
  decideCommand(id: string, decision: 'approve' | 'reject'): string;
  close(): Promise<void>;
}
