import type { Admission } from './admission';

/** What became of a statement. */
export interface StatementOutcome {
  /** What it failed with, even if that is `undefined`; leave it out after success. */
  readonly error?: unknown;
  /** Rows that were read or changed, where the driver tells. */
  readonly rowCount?: number | undefined;
}

/** What became of a statement, or of all of a batch. */
export interface GovernedOutcome extends StatementOutcome {
  /** Of a batch: what became of its statements by their place. The others ended as the batch did. */
  readonly each?: readonly StatementOutcome[];
}

/** What a driver sends in one piece: one statement or a batch of them. */
export interface Governed {
  /** Whether it may be sent. Asked for when this was made. */
  readonly admission: Admission;
  readonly hasEnded: boolean;
  /** Ends the spans. Never throws; a second call does nothing. */
  end(outcome?: GovernedOutcome): void;
}
