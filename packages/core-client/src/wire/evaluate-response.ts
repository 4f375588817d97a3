import * as v from 'valibot';
import { JsonObjectSchema } from './json-object';

const verdict = v.union([v.string(), v.number()]);
const reason = v.looseObject({
  type: v.exactOptional(v.string()),
  field: v.exactOptional(v.string()),
  reason: v.exactOptional(v.string()),
});

/** `guardrails_result` of an answer (wire-contract: evaluate response). */
export const GuardrailsResultSchema = v.looseObject({
  input_type: v.exactOptional(v.picklist(['activity_input', 'activity_output', ''])),
  redacted_input: v.exactOptional(v.unknown()),
  validation_passed: v.exactOptional(v.boolean()),
  reasons: v.exactOptional(v.nullable(v.array(reason))),
  raw_logs: v.exactOptional(v.nullable(JsonObjectSchema)),
});

/**
 * Answer to `POST /api/v1/governance/evaluate`, as a correct server writes it. A client reads with
 * `parseEvaluateResponse`, which forgives what does not matter.
 */
export const EvaluateResponseSchema = v.looseObject({
  governance_event_id: v.exactOptional(v.nullable(v.string())),
  verdict: v.exactOptional(v.nullable(verdict)),
  action: v.exactOptional(v.nullable(verdict)),
  reason: v.exactOptional(v.nullable(v.string())),
  policy_id: v.exactOptional(v.nullable(v.string())),
  risk_score: v.exactOptional(v.nullable(v.number())),
  trust_tier: v.exactOptional(v.nullable(v.union([v.string(), v.number()]))),
  alignment_score: v.exactOptional(v.nullable(v.number())),
  behavioral_violations: v.exactOptional(v.nullable(v.array(v.string()))),
  constraints: v.exactOptional(v.nullable(v.array(v.unknown()))),
  approval_id: v.exactOptional(v.nullable(v.string())),
  approval_expiration_time: v.exactOptional(v.nullable(v.string())),
  fallback_used: v.exactOptional(v.nullable(v.boolean())),
  metadata: v.exactOptional(v.nullable(JsonObjectSchema)),
  guardrails_result: v.exactOptional(v.nullable(GuardrailsResultSchema)),
  age_result: v.exactOptional(v.unknown()),
  patch: v.exactOptional(v.unknown()),
});

/** An evaluate answer in its wire form. */
export type EvaluateResponse = v.InferOutput<typeof EvaluateResponseSchema>;
/** `guardrails_result` in its wire form. */
export type GuardrailsResultBody = v.InferOutput<typeof GuardrailsResultSchema>;
