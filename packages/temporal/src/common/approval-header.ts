import { defaultPayloadConverter } from '@temporalio/common';
import type { Headers } from '@temporalio/common';
import { isApprovalMark } from './approval-mark';
import type { ApprovalMark } from './approval-mark';

/**
 * Header by which the workflow tells an activity that it schedules again what was approved meanwhile. Core stays the
 * authority: the activity asks it once more. Holds no payload, because headers do not pass through codecs.
 */
export const APPROVAL_HEADER = 'openbox-approval';

/** The headers of an activity that is scheduled again after a wait. */
export function withApprovalHeader(
  headers: Headers,
  { output: _kept, executedInput: _input, ...mark }: ApprovalMark,
): Headers {
  return { ...headers, [APPROVAL_HEADER]: defaultPayloadConverter.toPayload(mark) };
}

/** The headers of a local activity in whose place the run will wait, should that be necessary. */
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
}

/** Of an activity that nothing was sent along with, the run does not wait. */
export function readApprovalHeader(headers: Headers): HandedOver {
  const payload = headers[APPROVAL_HEADER];
  if (payload === undefined) return { runWaits: false };
  const mark: unknown = defaultPayloadConverter.fromPayload(payload);
  // A result that waited never comes this way: the workflow itself hands it on.
  return isApprovalMark(mark) && mark.phase !== 'output' ? { runWaits: true, mark } : { runWaits: true };
}
