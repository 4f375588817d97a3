import { isApprovalMark } from './approval-mark';
import type { ApprovalMark } from './approval-mark';
import type { ApprovalWait, RefusalDetails } from './governance-activity';

export const MARK_KEY = 'openbox.approval';
export const WAIT_KEY = 'openbox.waits';

/** Heartbeat details that carry our mark beside the details of the activity's own code. */
export interface MarkedDetails {
  readonly [MARK_KEY]: ApprovalMark;
  /** What the mark is for, while nobody has decided; absent from marks of earlier builds. */
  readonly [WAIT_KEY]?: RefusalDetails;
  /** Kept as `kept-details.ts` does it; in marks of earlier builds always the details themselves. */
  readonly userDetails?: unknown;
}

export const ASKED_KEY = 'openbox.asks';

/** Heartbeat details of the activity that asks in a run's place. */
export interface AskedDetails {
  readonly [ASKED_KEY]: ApprovalWait;
}

/** Whether heartbeat details are those of an activity that asks in a run's place. */
export function isAsked(details: unknown): details is AskedDetails {
  return typeof details === 'object' && details !== null && Object.hasOwn(details, ASKED_KEY);
}

/** Whether heartbeat details carry a mark of ours. */
export function isMarked(details: unknown): details is MarkedDetails {
  if (typeof details !== 'object' || details === null || !Object.hasOwn(details, MARK_KEY)) return false;
  return isApprovalMark(Reflect.get(details, MARK_KEY));
}
