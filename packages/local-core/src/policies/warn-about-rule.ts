import type { Condition } from '../conditions/condition';
import type { PolicyRule } from './policy-schema';

/** Fields whose inside differs from one activity to the next. */
const SHAPED_FIELDS = ['activity_input', 'activity_output', 'signal_args', 'workflow_output'];

/**
 * A rule that reads the inside of an input without saying of which activity asks it of all of them, and blocks those
 * that look different.
 */
export function warnAboutRule(rule: PolicyRule, condition: Condition): string | undefined {
  if (rule.on_error === 'skip') return undefined;
  const { text, fields } = condition;
  const shaped = SHAPED_FIELDS.find(
    (field) => fields.has(field) && new RegExp(`\\b${field}\\s*(\\[|\\.)`).test(text),
  );
  if (shaped === undefined || /\b(?:has|size)\s*\(|\bin\b|!=\s*null/.test(text)) return undefined;
  const names = ['activity_type', 'workflow_type', 'signal_name'] as const;
  if (names.some((name) => rule.on?.[name] !== undefined || fields.has(name))) return undefined;
  return (
    `this reads the inside of ${shaped} of every activity, and blocks where it is not there; name the activity with ` +
    '"on: { activity_type: ... }", test with has(...), or write "on_error: skip"'
  );
}
