import { ActivityFailure, ApplicationFailure, NexusOperationFailure } from '@temporalio/common';
import { getGovernanceFailure } from '@openbox/core-client/contract';
import type { Refusal } from '../common/governance-activity';

/**
 * The halt that ended a step of the run, if Core decided it: an outage is no decision about the run, and the halt of
 * another run, which a step only tells of, is none about this one.
 */
export function haltIn(error: unknown): Refusal | undefined {
  const failure = causeOf(error);
  if (!(failure instanceof ApplicationFailure)) return undefined;
  const halt = getGovernanceFailure(failure);
  if (halt?.verdict !== 'halt' || halt.type !== failure.type || halt.fallbackUsed === true) return undefined;
  const { type, message, reason, policyId } = halt;
  return {
    type,
    message,
    details: { verdict: 'halt', reason, ...(policyId !== undefined && { policyId }) },
  };
}

/** What a step failed with: Temporal wraps it, once for an activity and twice for a Nexus operation. */
function causeOf(error: unknown): unknown {
  if (error instanceof ActivityFailure) return error.cause;
  if (!(error instanceof NexusOperationFailure)) return error;
  const { cause } = error;
  return cause instanceof ApplicationFailure || cause === undefined ? cause : cause.cause;
}
