import type { PatchActivationCallback } from '@temporalio/worker';
import {
  GOVERNANCE_PATCH_ID,
  JUDGE_SIGNALS_PATCH_ID,
  REDACT_INPUT_PATCH_ID,
} from '../common/governance-activity';
import type { GovernanceConfig } from './governance-config';

/**
 * Decides for a run that begins now whether it is governed, and in which way; Temporal keeps the answers in its history.
 * Every other patch id stays the user's.
 */
export function withPatchActivation(
  governs: (workflowType: string) => boolean,
  config: Pick<GovernanceConfig, 'dropBlockedSignals' | 'redactWorkflowInput'>,
  users: PatchActivationCallback | undefined,
): PatchActivationCallback {
  return (input) => {
    switch (input.patchId) {
      case GOVERNANCE_PATCH_ID:
        return governs(input.workflowInfo.workflowType);
      case JUDGE_SIGNALS_PATCH_ID:
        return config.dropBlockedSignals;
      case REDACT_INPUT_PATCH_ID:
        return config.redactWorkflowInput;
      default:
        return users?.(input) ?? true;
    }
  };
}
