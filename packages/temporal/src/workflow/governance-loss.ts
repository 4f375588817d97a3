import type { ApplicationFailure } from '@temporalio/common';
import { log } from '@temporalio/workflow';
import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { RunSettings } from '../common/governance-activity';
import { toFailure } from '../common/governance-failure';

/** What it leads to that the governance activity itself was lost: no worker answers for it, or it timed out. */
export function governanceLoss(
  event: GovernanceEvent,
  error: unknown,
  settings: RunSettings | undefined,
): ApplicationFailure | undefined {
  const reason = `Governance API error: the governance activity failed for ${event.event_type}`;
  if (settings?.onApiError === 'fail_open') {
    log.warn(`${reason}; going on because governancePolicy is fail_open`, { error });
    return undefined;
  }
  const details = { verdict: 'halt', reason, fallbackUsed: true };
  return toFailure({ type: 'GovernanceAPIError', message: reason, details }, error);
}
