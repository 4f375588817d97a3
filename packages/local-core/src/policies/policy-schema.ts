import { GovernanceEventType, Verdict, type EventStatus } from '@openbox/core-client/contract';
import * as v from 'valibot';

const MAX_RULES = 1000;
const MAX_GUARDRAILS = 1000;
const MAX_CONDITION_LENGTH = 4096;

const names = v.pipe(
  v.union([v.string(), v.array(v.string())], 'must be a name or a list of names'),
  v.transform((value) => (typeof value === 'string' ? [value] : value)),
  v.minLength(1, 'must name at least one'),
  v.everyItem((item: string) => item.trim() !== '', 'must not hold an empty name'),
);

const text = v.pipe(v.string('must be text'), v.trim(), v.minLength(1, 'must not be empty'));

const id = v.pipe(
  v.string('must be text'),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}$/, 'must be a short name of letters, digits and _ . : / -'),
);

const duration = v.pipe(
  v.union([v.string(), v.number()], 'must be a duration such as 30m, or milliseconds'),
  v.transform(String),
);

const decision = v.picklist(Object.values(Verdict), `must be one of ${Object.values(Verdict).join(', ')}`);

const eventTypes = v.pipe(
  names,
  v.array(
    v.picklist(
      Object.values(GovernanceEventType),
      `must be one of ${Object.values(GovernanceEventType).join(', ')}`,
    ),
  ),
);

const STATUSES: readonly EventStatus[] = ['completed', 'failed', 'cancelled', 'terminated'];

const statuses = v.pipe(names, v.array(v.picklist(STATUSES, `must be one of ${STATUSES.join(', ')}`)));

const matcherObject = v.strictObject({
  event_type: v.optional(eventTypes),
  activity_type: v.optional(names),
  workflow_type: v.optional(names),
  signal_name: v.optional(names),
  task_queue: v.optional(names),
  status: v.optional(statuses),
});

const matcher = v.lazy((input): v.GenericSchema<unknown, v.InferOutput<typeof matcherObject>> => {
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) return matcherObject;
  return v.pipe(
    eventTypes,
    v.transform((event_type) => ({ event_type })),
  );
});

const CONDITION_MESSAGE = `must be a CEL expression of 1 to ${String(MAX_CONDITION_LENGTH)} characters`;

const rule = v.strictObject({
  id,
  description: v.optional(text),
  on: v.optional(matcher),
  when: v.optional(
    v.union(
      [
        v.boolean(),
        v.pipe(
          v.string(),
          v.check((value) => value.trim() !== '', CONDITION_MESSAGE),
          v.maxLength(MAX_CONDITION_LENGTH, CONDITION_MESSAGE),
        ),
      ],
      CONDITION_MESSAGE,
    ),
  ),
  decision,
  reason: v.optional(text),
  risk_score: v.optional(
    v.pipe(
      v.number('must be a number from 0 to 1'),
      v.minValue(0, 'must be 0 or more'),
      v.maxValue(1, 'must be 1 or less'),
    ),
  ),
  constraints: v.optional(v.array(v.unknown(), 'must be a list')),
  approval: v.optional(v.strictObject({ expires_in: duration })),
  agents: v.optional(names),
  on_error: v.optional(v.picklist(['block', 'skip'], 'must be block or skip')),
});

const guardrailBase = {
  id,
  description: v.optional(text),
  stage: v.picklist(['input', 'output'], 'must be input (before the activity) or output (after it)'),
  activity_type: v.optional(names),
  fields: v.pipe(v.array(text, 'must be a list of paths'), v.minLength(1, 'must name at least one path')),
  on_fail: v.picklist(['fix', 'block'], 'must be fix (redact and go on) or block'),
  agents: v.optional(names),
};

const piiGuardrail = v.strictObject({
  ...guardrailBase,
  type: v.literal('pii'),
  entities: v.optional(
    v.pipe(v.array(v.string(), 'must be a list'), v.minLength(1, 'must name at least one')),
  ),
});

const banWordsGuardrail = v.strictObject({
  ...guardrailBase,
  type: v.literal('ban_words'),
  words: v.pipe(v.array(text, 'must be a list of words'), v.minLength(1, 'must name at least one word')),
  max_distance: v.optional(
    v.pipe(
      v.number('must be a whole number from 0 to 3'),
      v.integer('must be a whole number'),
      v.minValue(0, 'must be 0 or more'),
      v.maxValue(3, 'must be 3 or less'),
    ),
  ),
});

const regexGuardrail = v.strictObject({
  ...guardrailBase,
  type: v.literal('regex'),
  pattern: text,
  replacement: v.optional(v.string('must be text')),
  message: v.optional(text),
});

const guardrail = v.variant(
  'type',
  [piiGuardrail, banWordsGuardrail, regexGuardrail],
  'must be pii, ban_words or regex (content and toxicity filters need models and are not offered locally)',
);

/** One policy file: the decision where no rule matches, the rules and the guardrails. */
export const PolicyDocumentSchema = v.strictObject({
  version: v.optional(v.literal(1, 'must be 1')),
  defaultDecision: v.optional(decision),
  rules: v.nullish(
    v.pipe(v.array(rule, 'must be a list'), v.maxLength(MAX_RULES, `at most ${String(MAX_RULES)}`)),
  ),
  guardrails: v.nullish(
    v.pipe(
      v.array(guardrail, 'must be a list'),
      v.maxLength(MAX_GUARDRAILS, `at most ${String(MAX_GUARDRAILS)}`),
    ),
  ),
});

/** One rule, read. */
export type PolicyRule = v.InferOutput<typeof rule>;
/** One guardrail, read. */
export type GuardrailRule = v.InferOutput<typeof guardrail>;
/** What events a rule is about, read. */
export type EventMatcher = v.InferOutput<typeof matcherObject>;
export type PiiGuardrailRule = v.InferOutput<typeof piiGuardrail>;
export type BanWordsGuardrailRule = v.InferOutput<typeof banWordsGuardrail>;
export type RegexGuardrailRule = v.InferOutput<typeof regexGuardrail>;
