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

/** The same where approvals are switched off. */
export function switchedOff(verdict: GovernanceVerdict): GovernanceVerdict {
  return unapprovable(verdict, 'approval is required, but approvals are switched off');
}
