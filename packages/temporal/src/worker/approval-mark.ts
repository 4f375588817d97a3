import type { Context } from '@temporalio/activity';

/**
 * What a waiting activity must remember from one attempt to the next. It travels in Temporal's heartbeat details, so
 * any worker can go on with it, also after a restart.
 */
export interface ApprovalMark {
  /** Which verdict asked for the approval: the one on the input, or the one on the output. */
  readonly phase: 'input' | 'output';
  readonly requestedAtMs: number;
  readonly approvalId?: string;
  /** The finished result that waits for its approval: the body never runs a second time for it. */
  readonly output?: unknown;
}

const MARK_KEY = 'openbox.approval';

/** Heartbeat details while an activity waits: our mark beside the details that the user's own code left. */
interface MarkedDetails {
  readonly [MARK_KEY]: ApprovalMark;
  readonly userDetails?: unknown;
}

/**
 * Take the mark of an earlier attempt out of the heartbeat details, so that the activity's own code sees only its own.
 */
export function takeApprovalMark(context: Context): ApprovalMark | undefined {
  const details: unknown = Reflect.get(context.info, 'heartbeatDetails');
  if (!isMarked(details)) return undefined;
  Reflect.set(context.info, 'heartbeatDetails', details.userDetails);
  return details[MARK_KEY];
}

/** Leave a mark for the next attempt, keeping the details that the activity's own code left. */
export function leaveApprovalMark(context: Context, mark: ApprovalMark): void {
  const userDetails: unknown = Reflect.get(context.info, 'heartbeatDetails');
  const details: MarkedDetails = { [MARK_KEY]: mark, ...(userDetails !== undefined && { userDetails }) };
  context.heartbeat(details);
}

function isMarked(details: unknown): details is MarkedDetails {
  if (typeof details !== 'object' || details === null || !Object.hasOwn(details, MARK_KEY)) return false;
  const mark: unknown = Reflect.get(details, MARK_KEY);
  return typeof mark === 'object' && mark !== null && Object.hasOwn(mark, 'phase');
}
