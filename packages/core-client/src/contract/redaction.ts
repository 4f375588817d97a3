import { reconcile, type ReconcileOptions } from './reconcile';
import type { GuardrailsResult } from './guardrails';
import { isPlainObject } from './plain-object';
import { toJsonValue } from './to-json-value';

/** How guardrails' data takes the place of the original. */
export interface RedactionOptions {
  /**
   * What becomes of a field of an object literal that the redacted object does not mention: `replace` drops it, `merge`
   * keeps it. A class instance and what lies within it are always merged.
   * @defaultValue `'replace'`
   */
  readonly plainObjects?: 'replace' | 'merge';
}

/** An activity's arguments after redaction. */
export interface RedactedInput {
  /** As many as there were. */
  readonly args: unknown[];
  /** Whether any argument is another one now. */
  readonly applied: boolean;
  /** What could not be applied, in words; names positions and fields, never values. */
  readonly warnings: string[];
}

/** An activity's result after redaction. */
export interface RedactedOutput {
  readonly output: unknown;
  /** Whether the result is another one now. */
  readonly applied: boolean;
  /** What could not be applied, in words; names fields, never values. */
  readonly warnings: string[];
}

const INPUT_WRAPPERS = ['input', 'activity_input', 'activityInput'] as const;
const OUTPUT_WRAPPERS = ['output', 'activity_output', 'activityOutput'] as const;

/**
 * Puts guardrails' data in the place of an activity's arguments, position by position.
 *
 * Applies where {@link GuardrailsResult.inputType} is `activity_input`. One object stands for a list of one; an argument
 * that the list does not reach stays, items beyond the arguments are ignored. What guardrails sent back unchanged stays
 * the very same value, so a `Date` or a buffer that became text on the wire is not changed by that. An object literal is
 * replaced, a class instance updated field by field on a copy that has its prototype and own fields. `#private` fields
 * cannot be copied: methods of the copy that read them throw. The arguments themselves are never changed, and no key
 * `__proto__`, `constructor` or `prototype` is followed or created.
 */
export function redactInput(
  args: readonly unknown[],
  guardrails: GuardrailsResult | undefined,
  options: RedactionOptions = {},
): RedactedInput {
  const warnings: string[] = [];
  const result = Array.from(args);
  if (guardrails?.inputType !== 'activity_input') return { args: result, applied: false, warnings };
  const items = inputItems(result, guardrails.redactedInput, warnings);
  let applied = false;
  for (const [index, item] of items.slice(0, result.length).entries()) {
    if (item === undefined) continue;
    const original = result[index];
    result[index] = reconcile(
      original,
      toJsonValue(original),
      item,
      reconcileOptions(options, warnings, `argument ${String(index)}`),
    );
    applied ||= !Object.is(result[index], original);
  }
  return { args: result, applied, warnings };
}

/**
 * Puts guardrails' data in the place of an activity's result, where {@link GuardrailsResult.inputType} is
 * `activity_output`. The rules are those of {@link redactInput}.
 */
export function redactOutput(
  output: unknown,
  guardrails: GuardrailsResult | undefined,
  options: RedactionOptions = {},
): RedactedOutput {
  const warnings: string[] = [];
  const redacted = guardrails?.redactedInput;
  if (guardrails?.inputType !== 'activity_output' || redacted === undefined || redacted === null) {
    return { output, applied: false, warnings };
  }
  const wrapped = unwrap(redacted, OUTPUT_WRAPPERS, output);
  const item = wrapped === undefined ? redacted : wrapped.value;
  if (item === undefined || (item === null && wrapped !== undefined))
    return { output, applied: false, warnings };
  const result = reconcile(output, toJsonValue(output), item, reconcileOptions(options, warnings, 'result'));
  return { output: result, applied: !Object.is(result, output), warnings };
}

function reconcileOptions(options: RedactionOptions, warnings: string[], path: string): ReconcileOptions {
  return { mergePlainObjects: options.plainObjects === 'merge', warn: (text) => warnings.push(text), path };
}

function inputItems(args: readonly unknown[], redacted: unknown, warnings: string[]): unknown[] {
  if (redacted === undefined || redacted === null) return [];
  if (Array.isArray(redacted)) {
    const [only] = redacted as unknown[];
    const wrapped = redacted.length === 1 ? unwrap(only, INPUT_WRAPPERS, args[0]) : undefined;
    return wrapped !== undefined && Array.isArray(wrapped.value)
      ? Array.from<unknown>(wrapped.value)
      : Array.from<unknown>(redacted);
  }
  if (typeof redacted === 'object') {
    const wrapped = unwrap(redacted, INPUT_WRAPPERS, args[0]);
    if (wrapped === undefined) return [redacted];
    if (Array.isArray(wrapped.value)) return Array.from<unknown>(wrapped.value);
    return typeof wrapped.value === 'object' && wrapped.value !== null ? [wrapped.value] : [redacted];
  }
  if (args.length === 1) return [redacted];
  warnings.push(
    `guardrails sent one ${typeof redacted} for ${String(args.length)} arguments; they are unchanged`,
  );
  return [];
}

/**
 * Some servers wrap the data in an object with one key. It is only a wrapper where the original has no such key and
 * shares none with it.
 */
function unwrap(
  redacted: unknown,
  names: readonly string[],
  original: unknown,
): { value: unknown } | undefined {
  if (!isPlainObject(redacted)) return undefined;
  const name = names.find((candidate) => Object.hasOwn(redacted, candidate));
  if (name === undefined) return undefined;
  const isOriginal =
    typeof original === 'object' && original !== null && Object.keys(redacted).some((key) => key in original);
  return isOriginal ? undefined : { value: redacted[name] };
}
