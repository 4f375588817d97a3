import { getGovernanceFailure } from '@openbox/core-client/contract';
import type { Refusal } from '../common/governance-activity';

/** The halt that an error tells of, if Core decided it: an outage is no decision about the run. */
export function haltIn(error: unknown): Refusal | undefined {
  const halt = getGovernanceFailure(error);
  if (halt?.verdict !== 'halt' || halt.fallbackUsed === true) return undefined;
  const { type, message, reason, policyId } = halt;
  return {
    type,
    message,
    details: { verdict: 'halt', reason, ...(policyId !== undefined && { policyId }) },
  };
}
