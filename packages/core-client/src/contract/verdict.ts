/**
 * What OpenBox Core decides about one event, weakest first.
 *
 * The string values are the wire values of v1.1 of the protocol.
 */
export const Verdict = {
  /** Go on. */
  ALLOW: 'allow',
  /** Go on; the constraints are logged and handed to `onConstrain`. */
  CONSTRAIN: 'constrain',
  /** Wait for a human. */
  REQUIRE_APPROVAL: 'require_approval',
  /** Refuse this step; the agent may go on with another. */
  BLOCK: 'block',
  /** Refuse this step and end the run. */
  HALT: 'halt',
} as const;

export type Verdict = (typeof Verdict)[keyof typeof Verdict];

const PRIORITIES: Readonly<Record<Verdict, number>> = {
  [Verdict.ALLOW]: 1,
  [Verdict.CONSTRAIN]: 2,
  [Verdict.REQUIRE_APPROVAL]: 3,
  [Verdict.BLOCK]: 4,
  [Verdict.HALT]: 5,
};

/** Rank of a verdict from 1 (`allow`) to 5 (`halt`); of two verdicts on one thing the higher one counts. */
export function verdictPriority(verdict: Verdict): number {
  return PRIORITIES[verdict];
}

/** The strongest of several verdicts; `allow` where there is none. */
export function highestPriority(verdicts: Iterable<Verdict>): Verdict {
  let highest: Verdict = Verdict.ALLOW;
  for (const verdict of verdicts) {
    if (verdictPriority(verdict) > verdictPriority(highest)) highest = verdict;
  }
  return highest;
}

/** Whether the step must not go on: `block` and `halt`. */
export function shouldStop(verdict: Verdict): verdict is typeof Verdict.BLOCK | typeof Verdict.HALT {
  return verdict === Verdict.BLOCK || verdict === Verdict.HALT;
}

/** Whether the step waits for a human. */
export function requiresApproval(verdict: Verdict): verdict is typeof Verdict.REQUIRE_APPROVAL {
  return verdict === Verdict.REQUIRE_APPROVAL;
}

/** Spelling of a verdict in the `action` field of v1.0 of the protocol. */
export type V10Action = 'continue' | 'constrain' | 'require-approval' | 'block' | 'stop';

const V10_ACTIONS: Readonly<Record<Verdict, V10Action>> = {
  [Verdict.ALLOW]: 'continue',
  [Verdict.CONSTRAIN]: 'constrain',
  [Verdict.REQUIRE_APPROVAL]: 'require-approval',
  [Verdict.BLOCK]: 'block',
  [Verdict.HALT]: 'stop',
};

/** A verdict as v1.0 of the protocol writes it. */
export function toV10Action(verdict: Verdict): V10Action {
  return V10_ACTIONS[verdict];
}
