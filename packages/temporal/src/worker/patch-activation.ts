import type { PatchActivationCallback } from '@temporalio/worker';
import { GOVERNANCE_PATCH_ID } from '../common/governance-activity';

/**
 * Decides for a run that begins now whether it is governed; Temporal keeps the answer in its history. Every other patch
 * id stays the user's.
 */
export function withPatchActivation(
  governs: (workflowType: string) => boolean,
  users: PatchActivationCallback | undefined,
): PatchActivationCallback {
  return (input) =>
    input.patchId === GOVERNANCE_PATCH_ID
      ? governs(input.workflowInfo.workflowType)
      : (users?.(input) ?? true);
}
