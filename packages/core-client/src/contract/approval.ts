import type { GovernancePatch } from './governance-patch';

/**
 * State of one approval.
 *
 * - `pending`: nobody has decided.
 * - `approved`: go on. An approval that expired but says allow is approved.
 * - `rejected`: a human (or Core after expiry) said no.
 * - `expired`: nobody decided in time.
 * - `not_found`: Core knows of no such approval.
 * - `unavailable`: Core could not be asked; treat as pending.
 */
export type ApprovalState = 'pending' | 'approved' | 'rejected' | 'expired' | 'not_found' | 'unavailable';

/** Answer to one approval poll. */
export interface ApprovalDecision {
  readonly state: ApprovalState;
  readonly approvalId?: string;
  /** Why it was decided so, in words; never a secret. */
  readonly reason?: string;
  /** As Core wrote it. */
  readonly expirationTime?: string;
  /** `true` where a rejection was a `halt`. */
  readonly halt?: boolean;
  /** Who decided, where Core says so: a name or an address, as Core wrote it. */
  readonly decidedBy?: string;
  /**
   * Only with an approval: what was approved in the place of what was asked for, a list of arguments, or one value for
   * the only argument or for the result. `undefined` where it was approved as it is; Core may send any JSON.
   */
  readonly modifiedInput?: unknown;
  /** Only with a rejection by `block`. */
  readonly patch?: GovernancePatch;
  readonly raw?: unknown;
}
