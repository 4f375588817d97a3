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

/** The mark that the workflow sent along, if it did. */
export function readApprovalHeader(headers: Headers): ApprovalMark | undefined {
  const payload = headers[APPROVAL_HEADER];
  if (payload === undefined) return undefined;
  const mark: unknown = defaultPayloadConverter.fromPayload(payload);
  // A result that waited never comes this way: the workflow itself hands it on.
  return isApprovalMark(mark) && mark.phase !== 'output' ? mark : undefined;
}
