import type { ApprovalDecision } from '../contract/approval';
import { parseVerdict } from '../contract/parse-verdict';
import { Verdict } from '../contract/verdict';
import { isJsonObject } from './json-object';
import { textField } from './lenient-field';
import { parseExpirationTime } from './parse-expiration-time';
import { parsePatch } from './parse-patch';

/**
 * Reads Core's answer to one approval poll.
 *
 * `action` counts before `verdict`. Only an explicit allow approves, also after the expiration; whatever is missing or
 * unknown is pending; pending, or a halt, after its expiration is expired. `modified_input` counts only beside an allow,
 * and `null` is none. Never throws.
 *
 * @param now - Unix milliseconds, or a `Date`; by the clock of whoever set the expiration.
 */
export function parseApprovalResponse(body: unknown, now: Date | number = Date.now()): ApprovalDecision {
  if (!isJsonObject(body)) return { state: 'pending', raw: body };
  const expirationTime = textField(body.approval_expiration_time);
  const approvalId = textField(body.id) ?? textField(body.approval_id);
  const reason = textField(body.reason);
  const decidedBy = textField(body.decided_by);
  const common = {
    ...(approvalId !== undefined && { approvalId }),
    ...(reason !== undefined && { reason }),
    ...(decidedBy !== undefined && { decidedBy }),
    ...(expirationTime !== undefined && { expirationTime }),
    raw: body,
  };
  switch (decisionOf(body)) {
    case Verdict.ALLOW: {
      const { modified_input: modifiedInput } = body;
      const isModified = modifiedInput !== undefined && modifiedInput !== null;
      return { state: 'approved', ...common, ...(isModified && { modifiedInput }) };
    }
    case Verdict.HALT:
      // Core makes a halt of an approval that nobody decided in time.
      return isOver(expirationTime, now)
        ? { state: 'expired', ...common }
        : { state: 'rejected', halt: true, ...common };
    case Verdict.BLOCK: {
      const patch = isOver(expirationTime, now) ? undefined : parsePatch(body.patch);
      return { state: 'rejected', ...common, ...(patch !== undefined && { patch }) };
    }
    default:
      return { state: isOver(expirationTime, now) ? 'expired' : 'pending', ...common };
  }
}

function decisionOf(body: Record<string, unknown>): Verdict | undefined {
  const action = body.action;
  const given = typeof action === 'string' && action.trim() !== '' ? action : body.verdict;
  // A number is a verdict in the answer to an event, and nothing here.
  return typeof given === 'string' && !/^\s*\d+\s*$/.test(given) ? parseVerdict(given) : undefined;
}

function isOver(expirationTime: string | undefined, now: Date | number): boolean {
  const timeMs = parseExpirationTime(expirationTime);
  return timeMs !== undefined && Number(now) > timeMs;
}
