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
