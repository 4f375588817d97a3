import { shouldStop, Verdict } from '@openbox/core-client/contract';
import type { GovernanceVerdict } from '@openbox/core-client/contract';
import { apiErrorRefusal, guardrailsRefusal, stopRefusal } from '../common/refusal';
import type { ErrorTypes } from '../common/refusal';
import type { Refusal } from '../common/governance-activity';

/** What one verdict means for the step it was asked for, strongest rule first. */
export type Enforcement =
  | { readonly kind: 'halt'; readonly refusal: Refusal }
  | { readonly kind: 'refuse'; readonly refusal: Refusal }
  | { readonly kind: 'approval' }
  | { readonly kind: 'constrain' }
  | { readonly kind: 'allow' };

/**
 * Order of rules: halt, block, guardrails failure, approval, constrain, allow.
 *
 * A halt that Core did not decide (it could not be asked, under `fail_closed`) refuses the step but does not end the
 * run: an outage is not a decision about the session.
 */
export function enforcementOf(
  verdict: GovernanceVerdict,
  options: { errorTypes: ErrorTypes; side: 'input' | 'output'; level: 'activity' | 'workflow' },
): Enforcement {
  if (shouldStop(verdict.verdict)) {
    const ofPolicy = verdict.fallbackUsed !== true;
    const refusal =
      !ofPolicy && options.level === 'workflow'
        ? apiErrorRefusal(verdict)
        : stopRefusal(verdict, options.errorTypes);
    return { kind: verdict.verdict === Verdict.HALT && ofPolicy ? 'halt' : 'refuse', refusal };
  }
  if (verdict.guardrails?.validationPassed === false) {
    return { kind: 'refuse', refusal: guardrailsRefusal(verdict, options.side) };
  }
  if (verdict.verdict === Verdict.REQUIRE_APPROVAL) return { kind: 'approval' };
  if (verdict.verdict === Verdict.CONSTRAIN) return { kind: 'constrain' };
  return { kind: 'allow' };
}
