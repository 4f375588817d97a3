import { Verdict } from '@openbox/core-client/contract';
import type { GovernanceVerdict } from '@openbox/core-client/contract';

/**
 * What `require_approval` is where nobody can be waited for: a block that says so.
 *
 * @param why - begins with "approval is required"; the policy's own reason follows it.
 */
export function unapprovable(verdict: GovernanceVerdict, why: string): GovernanceVerdict {
  const reason = verdict.reason === undefined ? why : `${why}: ${verdict.reason}`;
  return { ...verdict, verdict: Verdict.BLOCK, reason };
}

/** Why a result that Temporal cannot keep is not waited for. */
export const TOO_LARGE =
  'approval is required for a result that is too large for Temporal to keep meanwhile (about 2 MB, with the heartbeat details); return a reference to it instead';

/** What `require_approval` leads to: a wait for a human, nothing, or a block that says why. */
export type ApprovalPolicy = 'wait' | 'skip' | { readonly blockedBecause: string };

/** The policy where approvals are switched off. */
export const SWITCHED_OFF: ApprovalPolicy = {
  blockedBecause: 'approval is required, but approvals are switched off',
};
