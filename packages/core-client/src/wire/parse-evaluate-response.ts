import { OpenBoxResponseError } from '../contract/errors/openbox-response-error';
import type { GovernanceVerdict } from '../contract/governance-verdict';
import type { GuardrailsResult } from '../contract/guardrails';
import { parseVerdict } from '../contract/parse-verdict';
import { Verdict } from '../contract/verdict';
import { isJsonObject } from './json-object';
import { listField, numberField, textField } from './lenient-field';
import { parseGuardrails } from './parse-guardrails';
import { parsePatch } from './parse-patch';

/**
 * Reads Core's answer to one event.
 *
 * `verdict` counts before the `action` of v1.0. A secondary field of the wrong type counts as absent. Guardrails that are
 * there and cannot be followed make the whole answer unusable beside `allow` and `constrain`, because a redaction would be
 * lost with them; beside a stronger verdict, which stands by itself, they count as absent. Core's own `fallback_used` stays
 * in `raw`: `fallbackUsed` means that this side decided.
 *
 * @throws {@link OpenBoxResponseError} where there is no verdict, or one that nobody knows.
 */
export function parseEvaluateResponse(body: unknown): GovernanceVerdict {
  if (!isJsonObject(body)) throw new OpenBoxResponseError('the answer is not a JSON object');
  const verdict = readVerdict(body);
  const guardrails = readGuardrails(body, verdict);
  const reason = typeof body.reason === 'string' ? body.reason : undefined;
  const patch = verdict === Verdict.BLOCK ? parsePatch(body.patch) : undefined;
  return {
    verdict,
    ...(reason !== undefined && { reason }),
    riskScore: numberField(body.risk_score) ?? 0,
    ...optional('policyId', textField(body.policy_id)),
    ...optional('trustTier', tierField(body.trust_tier)),
    ...optional('alignmentScore', numberField(body.alignment_score)),
    ...optional('behavioralViolations', textsField(body.behavioral_violations)),
    ...optional('constraints', listField(body.constraints)),
    ...optional('approvalId', textField(body.approval_id)),
    ...optional('approvalExpirationTime', textField(body.approval_expiration_time)),
    ...optional('governanceEventId', textField(body.governance_event_id)),
    ...optional('guardrails', guardrails),
    ...optional('metadata', isJsonObject(body.metadata) ? body.metadata : undefined),
    ...optional('patch', patch),
    raw: body,
  };
}

function readVerdict(body: Record<string, unknown>): Verdict {
  const given = isBlank(body.verdict) ? body.action : body.verdict;
  if (isBlank(given)) throw new OpenBoxResponseError('the answer has no verdict');
  const verdict = parseVerdict(given);
  if (verdict === undefined) throw new OpenBoxResponseError('the answer has a verdict that is not known');
  return verdict;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function readGuardrails(body: Record<string, unknown>, verdict: Verdict): GuardrailsResult | undefined {
  const guardrails = parseGuardrails(body.guardrails_result ?? body.guardrails);
  if (guardrails !== 'unusable') return guardrails;
  if (verdict === Verdict.ALLOW || verdict === Verdict.CONSTRAIN) {
    throw new OpenBoxResponseError(
      'the guardrails result of the answer is malformed, so it cannot be followed',
    );
  }
  return undefined;
}

function tierField(value: unknown): string | number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : textField(value);
}

function textsField(value: unknown): readonly string[] | undefined {
  return listField(value)?.filter((item): item is string => typeof item === 'string');
}

function optional<K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, T>);
}
