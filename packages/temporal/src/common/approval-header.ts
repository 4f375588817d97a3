import { defaultPayloadConverter } from '@temporalio/common';
import type { Headers } from '@temporalio/common';
import { isApprovalMark } from './approval-mark';
import type { ApprovalMark } from './approval-mark';

/**
 * Header by which the workflow tells an activity that it schedules again what was approved meanwhile. Core stays the
 * authority: the activity asks it once more. Holds no payload, because headers do not pass through codecs.
 */
export const APPROVAL_HEADER = 'openbox-approval';

/** What the header of an activity that is scheduled again says beside its mark. */
export interface ScheduledAgain {
  /** Whether the run takes a further wait over at once. */
  readonly takesOver?: boolean;
  /** Whether heartbeat details follow the activity's own arguments. */
  readonly carries?: boolean;
}

/** The headers of an activity that is scheduled again after a wait. */
export function withApprovalHeader(
  headers: Headers,
  { output: _kept, executedInput: _input, ...mark }: ApprovalMark,
  { takesOver = false, carries = false }: ScheduledAgain = {},
): Headers {
  const said = { ...mark, ...(takesOver && { takesOver }), ...(carries && { carries }) };
  return { ...headers, [APPROVAL_HEADER]: defaultPayloadConverter.toPayload(said) };
}

/** The headers of an activity in whose place the run will wait, should that be necessary. */
export function withWaitingHeader(headers: Headers): Headers {
  if (headers[APPROVAL_HEADER] !== undefined) return headers;
  return { ...headers, [APPROVAL_HEADER]: defaultPayloadConverter.toPayload(true) };
}

/** What the workflow sent along with an activity. */
export interface HandedOver {
  /** Where the activity is scheduled again after a wait. */
  readonly mark?: ApprovalMark;
  /** Whether the run waits in the place of a local activity. */
  readonly runWaits: boolean;
  /** Whether the run waits at once, because the activity's own limits would count its waiting. */
  readonly takesOver: boolean;
  /** Whether the last argument is none of the activity's own. */
  readonly carries: boolean;
}

const NOTHING: HandedOver = { runWaits: false, takesOver: false, carries: false };

/** Of an activity that nothing was sent along with, the run does not wait. */
export function readApprovalHeader(headers: Headers): HandedOver {
  const payload = headers[APPROVAL_HEADER];
  if (payload === undefined) return NOTHING;
  const said: unknown = defaultPayloadConverter.fromPayload(payload);
  // A result that waited never comes this way: the workflow itself hands it on.
  if (!isApprovalMark(said) || said.phase === 'output')
    return { ...NOTHING, runWaits: true, takesOver: said === true };
  const { takesOver, carries, ...mark }: ApprovalMark & ScheduledAgain = said;
  return { runWaits: true, takesOver: takesOver === true, carries: carries === true, mark };
}
