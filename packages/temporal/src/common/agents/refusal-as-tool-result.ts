import { getGovernanceFailure, Verdict } from '@openbox/core-client/contract';
import type { GovernanceFailure } from '@openbox/core-client/contract';

/**
 * Turn the refusal of a tool into what the model gets as the tool's result, so that an agent goes on without it. For the
 * `catch` around the activity that runs a tool.
 *
 * A refusal is a block, guardrails that did not pass, and an approval that was rejected or that nobody gave in time.
 *
 * @returns a text for the model, with the reason.
 * @throws `error` itself where it is anything else: the tool's own error, a cancellation, a halt, an outage of Core.
 *
 * @example
 * ```ts
 * try {
 *   return await runTool(name, args);
 * } catch (error) {
 *   return refusalAsToolResult(error);
 * }
 * ```
 */
export function refusalAsToolResult(error: unknown): string {
  const failure = getGovernanceFailure(error);
  const refused = failure && refusedBecause(failure);
  if (failure === undefined || refused === undefined) throw error;
  return `${refused}: ${failure.reason}\nThere is no result. Do not repeat this call; go on without it, or say that it is not allowed.`;
}

function refusedBecause({ type, verdict, fallbackUsed }: GovernanceFailure): string | undefined {
  // An outage is no decision about this tool.
  if (verdict === Verdict.HALT || fallbackUsed === true) return undefined;
  switch (type) {
    case 'ApprovalRejected':
      return 'This tool call was rejected by a human';
    case 'ApprovalExpired':
      return 'This tool call needs the approval of a human, which nobody gave in time';
    case 'GuardrailsValidationFailed':
      return 'This tool call was refused by policy';
    default:
      return verdict === Verdict.BLOCK ? 'This tool call was refused by policy' : undefined;
  }
}
