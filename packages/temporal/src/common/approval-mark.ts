import type { KeptOutput } from './kept-output';

/**
 * What an activity that waits for a human must remember until it goes on. It travels in Temporal (heartbeat details, and
 * the failure that hands the wait over to the workflow), never in a process.
 */
export interface ApprovalMark {
  /** Which verdict asked for the outstanding approval: on the input, on the output, or on one operation of the body. */
  readonly phase: 'input' | 'output' | 'operation';
  readonly requestedAtMs: number;
  /** Digest of the action that the outstanding approval is for. */
  readonly digest: string;
  /** Digests of the actions that were approved before it. */
  readonly granted: readonly string[];
  readonly approvalId?: string;
  /** The finished result that waits for its approval: the body never runs a second time for it. */
  readonly output?: KeptOutput;
}

/** Whether something that came back from Temporal is a mark of ours. */
export function isApprovalMark(value: unknown): value is ApprovalMark {
  if (typeof value !== 'object' || value === null) return false;
  const mark: Partial<Record<keyof ApprovalMark, unknown>> = value;
  return (
    (mark.phase === 'input' || mark.phase === 'output' || mark.phase === 'operation') &&
    typeof mark.requestedAtMs === 'number' &&
    typeof mark.digest === 'string' &&
    Array.isArray(mark.granted)
  );
}
