import type { JsonValue } from '@openbox/core-client/contract';
import type { KeptOutput } from './kept-output';

/** One action whose approval is outstanding. */
export interface AskedApproval {
  readonly digest: string;
  /** Core's id for it, where it gave one. */
  readonly approvalId?: string;
}

/** When the body of an activity ran, and for how long. */
export interface BodyTimes {
  readonly startTimeMs: number;
  readonly durationMs: number;
}

/**
 * What an activity that waits for a human must remember until it goes on. It travels in Temporal (heartbeat details, and
 * the failure that hands the wait over to the workflow), never in a process.
 */
export interface ApprovalMark extends AskedApproval {
  /** Which verdict asked for the outstanding approval: on the input, on the output, or on one operation of the body. */
  readonly phase: 'input' | 'output' | 'operation';
  /**
   * The run that asked, by which Core knows the approval: not this one where the workflow was reset since. Absent where an
   * earlier build asked.
   */
  readonly runId?: string;
  /** By the clock of the worker that asked: for people. */
  readonly requestedAtMs: number;
  /** Since when nobody has decided, by the clock of Temporal's server; absent until an attempt found it so. */
  readonly sinceMs?: number;
  /** Further operations of the same attempt that wait: they were asked for at the same time. */
  readonly others?: readonly AskedApproval[];
  /** Digests of the actions that were approved before. */
  readonly granted: readonly string[];
  /** Core's ids of the approvals that they were granted by. */
  readonly answered?: readonly string[];
  /** The finished result that waits for its approval: the body never runs a second time for it. */
  readonly output?: KeptOutput;
  /** With {@link output}: when the body ran, by the clock of the worker that ran it. */
  readonly ran?: BodyTimes;
  /** With {@link output}: the arguments that the body ran with, where they are not the activity's own. */
  readonly executedInput?: readonly JsonValue[];
  /**
   * How many attempts the activity's own code has used up before this wait, over all that was scheduled for one call; absent
   * where an earlier build asked.
   */
  readonly used?: number;
  /** With {@link used}: the attempt that left the mark. */
  readonly attempt?: number;
  /** Of a local activity, whose run has to wait for it. */
  readonly isLocal?: true;
  /** With {@link isLocal}: the activity id that Core knows it by; Temporal gives it another one when it is scheduled again. */
  readonly activityId?: string;
}

/** Whether something that came back from Temporal is a mark of ours. */
export function isApprovalMark(value: unknown): value is ApprovalMark {
  if (typeof value !== 'object' || value === null) return false;
  const mark: Partial<Record<keyof ApprovalMark, unknown>> = value;
  return (
    (mark.phase === 'input' || mark.phase === 'output' || mark.phase === 'operation') &&
    typeof mark.requestedAtMs === 'number' &&
    typeof mark.digest === 'string' &&
    isList(mark.granted) &&
    (mark.answered === undefined || isList(mark.answered)) &&
    (mark.others === undefined || isList(mark.others)) &&
    (mark.runId === undefined || typeof mark.runId === 'string') &&
    (mark.sinceMs === undefined || typeof mark.sinceMs === 'number') &&
    (mark.used === undefined || typeof mark.used === 'number') &&
    (mark.attempt === undefined || typeof mark.attempt === 'number')
  );
}

function isList(value: unknown): boolean {
  return Array.isArray(value);
}
