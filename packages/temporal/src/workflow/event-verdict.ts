import type { ApplicationFailure } from '@temporalio/common';

/** The verdict on one event, a human's decision included, as the failure of a stop. Never rejects. */
export type EventVerdict = Promise<ApplicationFailure | undefined>;

/** How one event is asked about. */
export interface Question {
  /** `false` for an event that can be refused as a whole, so that it need not refuse what comes after it. */
  readonly sticky?: boolean;
  /** Whether its arguments can still be replaced. */
  readonly redactable?: true;
  /** The answer: guardrails' data for the place of its arguments. */
  redactedInput?: unknown;
}

/** What has come of asking for one verdict; a promise where it is not known yet and nobody behind it waits for it. */
export interface Answer {
  readonly verdict?: ApplicationFailure | undefined | EventVerdict;
}
