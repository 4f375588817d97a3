import { errorChain, readProperty } from './error-chain';
import { OpenBoxError } from './errors/openbox-error';
import type { GovernanceFailure, GovernanceFailureDetails } from './governance-failure';
import {
  GovernanceFailureType,
  HALT_TERMINATION_PREFIX,
  isGovernanceFailureType,
  verdictOfFailureType,
} from './governance-failure-type';
import { guardrailsReasonText } from './guardrails-text';
import type { GuardrailsReason } from './guardrails';
import { parseVerdict } from './parse-verdict';
import { Verdict, verdictPriority } from './verdict';

/**
 * Finds what governance did in whatever error reached you: in a Workflow (`ActivityFailure` and its causes), at a client
 * (`WorkflowFailedError`), in an activity (an error that a client library wrapped).
 *
 * Failures are known by their `type`, never by their message, so a user's error that speaks of governance is not taken
 * for one; the one exception is a terminated run, of which only {@link HALT_TERMINATION_PREFIX} is left. Of several, the one
 * with the highest verdict, and of those the outermost.
 *
 * @returns `undefined` where governance had no part in it. Never throws.
 */
export function getGovernanceFailure(error: unknown): GovernanceFailure | undefined {
  let found: GovernanceFailure | undefined;
  for (const link of errorChain(error)) {
    const failure = fromApplicationFailure(link) ?? fromRefusal(link) ?? fromTermination(link);
    if (failure !== undefined && (found === undefined || rank(failure) > rank(found))) found = failure;
  }
  return found;
}

// A failure that does not say its verdict still refused something, unless it only waits.
function rank(failure: GovernanceFailure): number {
  return verdictPriority(failure.verdict ?? Verdict.BLOCK);
}

function fromApplicationFailure(error: object): GovernanceFailure | undefined {
  const type = readProperty(error, 'type');
  if (!isGovernanceFailureType(type)) return undefined;
  const isFailure = readProperty(error, 'name') === 'ApplicationFailure' || hasOwnFields(error);
  if (!isFailure) return undefined;
  const list = readProperty(error, 'details');
  const details = toDetails(readProperty(list, 0));
  const verdict = details.verdict ?? verdictOfFailureType(type);
  const message = text(readProperty(error, 'message')) ?? '';
  const reason = details.reason ?? (guardrailsReasonText(details.reasons) || message);
  return { ...details, ...(verdict && { verdict }), type, reason, message, error };
}

function hasOwnFields(error: object): boolean {
  try {
    return Object.hasOwn(error, 'type') && 'nonRetryable' in error;
  } catch {
    return false;
  }
}

function fromRefusal(error: object): GovernanceFailure | undefined {
  if (!OpenBoxError.is(error)) return undefined;
  const answer = readProperty(error, 'governanceVerdict');
  const guardrails = readProperty(answer, 'guardrails');
  const details = toDetails(answer, readProperty(guardrails, 'reasons'));
  if (details.verdict === undefined) return undefined;
  const type = refusalType(details.verdict, readProperty(guardrails, 'validationPassed') === false);
  const message = text(readProperty(error, 'message')) ?? '';
  const reason = details.reason ?? (guardrailsReasonText(details.reasons) || 'No reason provided');
  return { ...details, type, reason, message, error };
}

function refusalType(verdict: Verdict, guardrailsFailed: boolean): GovernanceFailureType {
  if (verdict === Verdict.BLOCK || verdict === Verdict.HALT) return GovernanceFailureType.STOP;
  if (guardrailsFailed) return GovernanceFailureType.GUARDRAILS_VALIDATION_FAILED;
  return verdict === Verdict.REQUIRE_APPROVAL
    ? GovernanceFailureType.APPROVAL_PENDING
    : GovernanceFailureType.STOP;
}

function fromTermination(error: object): GovernanceFailure | undefined {
  if (readProperty(error, 'name') !== 'TerminatedFailure') return undefined;
  const message = text(readProperty(error, 'message'));
  if (message?.startsWith(HALT_TERMINATION_PREFIX) !== true) return undefined;
  const reason = message.slice(HALT_TERMINATION_PREFIX.length);
  // Which error types the worker uses is not known here: the specification's.
  return { type: GovernanceFailureType.STOP, verdict: Verdict.HALT, reason, message, error };
}

/** Python writes the same details in snake_case. */
function toDetails(value: unknown, findings?: unknown): GovernanceFailureDetails {
  const verdict = parseVerdict(readProperty(value, 'verdict'));
  const reason = text(readProperty(value, 'reason'));
  const policyId = text(readProperty(value, 'policyId') ?? readProperty(value, 'policy_id'));
  const riskScore = readProperty(value, 'riskScore') ?? readProperty(value, 'risk_score');
  const approvalId = text(readProperty(value, 'approvalId') ?? readProperty(value, 'approval_id'));
  const governanceEventId = text(
    readProperty(value, 'governanceEventId') ?? readProperty(value, 'governance_event_id'),
  );
  const decidedBy = text(readProperty(value, 'decidedBy') ?? readProperty(value, 'decided_by'));
  const reasons = toReasons(findings ?? readProperty(value, 'reasons'));
  return {
    ...(verdict && { verdict }),
    ...(reason && { reason }),
    ...(policyId && { policyId }),
    ...(typeof riskScore === 'number' && { riskScore }),
    ...(approvalId && { approvalId }),
    ...(governanceEventId && { governanceEventId }),
    ...(decidedBy && { decidedBy }),
    ...(reasons && { reasons }),
    ...(readProperty(value, 'fallbackUsed') === true && { fallbackUsed: true }),
  };
}

function toReasons(value: unknown): GuardrailsReason[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.map((finding: unknown) => ({
    type: text(readProperty(finding, 'type')) ?? '',
    field: text(readProperty(finding, 'field')) ?? '',
    reason: text(readProperty(finding, 'reason')) ?? '',
  }));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
