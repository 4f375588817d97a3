import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { GovernanceConfig } from './governance-config';

/** WorkflowStarted as Core gets it: with the workflow's arguments only where the user wants them sent. */
export function toStartEvent(
  event: GovernanceEvent,
  { sendWorkflowInput }: Pick<GovernanceConfig, 'sendWorkflowInput'>,
): GovernanceEvent {
  if (sendWorkflowInput) return event;
  const { activity_input: _input, ...withoutInput } = event;
  return withoutInput;
}
