import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import type { Logger } from '@temporalio/common';
import type { GovernanceConfig } from './governance-config';

/** A `constrain` verdict goes on; its constraints are logged and handed to `onConstrain`, whose errors are ignored. */
export function reportConstraint(
  verdict: GovernanceVerdict,
  event: GovernanceEvent,
  config: Pick<GovernanceConfig, 'onConstrain'>,
  log: Logger,
): void {
  log.warn('Governance constrains this step', {
    eventType: event.event_type,
    reason: verdict.reason,
    constraints: verdict.constraints,
    policyId: verdict.policyId,
  });
  try {
    config.onConstrain?.(verdict, event);
  } catch (error) {
    log.warn('onConstrain threw', { error });
  }
}
