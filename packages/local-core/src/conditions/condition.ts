import { isCelError, parse, plan, type CelError } from '@bufbuild/cel';
import type { ConditionEnvironment } from './condition-environment';
import type { ConditionInput } from './condition-input';
import { canCarryField } from './event-fields';
import { expressionOffset, expressionsById, fieldsRead, type ParsedExpression } from './expression';
import { inspectExpression, type ConditionMistake, type ExpressionFindings } from './inspect-expression';
import { errorMessage } from '../error-message';

/** Outcome of a condition on one event. */
export type ConditionResult =
  | { readonly kind: 'true' }
  | { readonly kind: 'false' }
  /** The condition asks for what the event cannot have: a signal's name on an activity. It does not match. */
  | { readonly kind: 'not_applicable' }
  /** The condition has no answer. `offset` counts from the beginning of its text. */
  | { readonly kind: 'error'; readonly message: string; readonly offset: number };

/** A condition that can be asked about events. */
export interface Condition {
  readonly text: string;
  /** Fields of the event that it reads. */
  readonly fields: ReadonlySet<string>;
  evaluate(input: ConditionInput): ConditionResult;
}

/** A condition, or what is wrong with it. */
export type CompiledCondition =
  | { readonly condition: Condition; readonly mistakes?: undefined }
  | { readonly condition?: undefined; readonly mistakes: readonly ConditionMistake[] };

const MAX_NESTING = 50;

/** Most steps that the loops of one condition may take; some seconds of one core. */
const MAX_LOOP_STEPS = 500_000;

/** Parses and checks a condition; nothing of it is left to be found out by an event but what depends on the event. */
export function compileCondition(text: string, environment: ConditionEnvironment): CompiledCondition {
  const tooDeep = findDeepNesting(text);
  if (tooDeep !== undefined) {
    return {
      mistakes: [{ offset: tooDeep, message: `more than ${String(MAX_NESTING)} brackets in each other` }],
    };
  }
  try {
    const parsed = parse(text);
    const findings = inspectExpression(parsed, environment);
    if (findings.mistakes.length > 0) return { mistakes: findings.mistakes };
    return { condition: createCondition(text, parsed, findings, environment) };
  } catch (error) {
    return { mistakes: [toSyntaxMistake(error)] };
  }
}

function createCondition(
  text: string,
  parsed: ParsedExpression,
  { loopDepth, functions }: ExpressionFindings,
  environment: ConditionEnvironment,
): Condition {
  const run = plan(environment.cel, parsed);
  const nodes = expressionsById(parsed.expr);

  const isNotApplicable = (error: CelError, input: ConditionInput): boolean => {
    const node = error.exprId === undefined ? undefined : nodes.get(error.exprId);
    if (node === undefined) return false;
    return [...fieldsRead(node)].some((field) => !canCarryField(input.event, field));
  };

  return {
    text,
    fields: fieldsRead(parsed.expr),
    evaluate(input) {
      if (loopDepth > 0) {
        const longest = Math.max(input.longestList(), functions.has('split') ? input.longestText() : 0);
        if (longest ** loopDepth > MAX_LOOP_STEPS) {
          return {
            kind: 'error',
            message: `a list of ${String(longest)} items is too long to loop over`,
            offset: 0,
          };
        }
      }
      const result = tryRun(() => run(input.bindings));
      if (result === true) return { kind: 'true' };
      if (result === false) return { kind: 'false' };
      if (!isCelError(result)) {
        const message =
          result instanceof ConditionFailure ? result.message : 'it is neither true nor false for this event';
        return { kind: 'error', message, offset: 0 };
      }
      const errors = [result, ...mergedErrors(result)];
      const error = errors.find((one) => !isNotApplicable(one, input));
      if (error === undefined) return { kind: 'not_applicable' };
      const offset = error.exprId === undefined ? 0 : (expressionOffset(parsed, error.exprId) ?? 0);
      return { kind: 'error', message: withHint(error.message), offset };
    },
  };
}

/** What made the evaluation itself fail, which is no value of CEL. */
class ConditionFailure extends Error {}

function tryRun(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return new ConditionFailure(errorMessage(error));
  }
}

/** CEL keeps the first error of `a && b` and puts the others in its cause. */
function mergedErrors(error: CelError): CelError[] {
  return Array.isArray(error.cause) ? error.cause.filter(isCelError) : [];
}

function withHint(message: string): string {
  const isMixedNumber = /_[-+*/%]_.*\((?:double, int|int, double|double, double)\)/.test(message);
  return isMixedNumber ? `${message}; a JSON number is a double: write 1.0 or int(...)` : message;
}

function toSyntaxMistake(error: unknown): ConditionMistake {
  const message = errorMessage(error).replace(/^(?:syntax error )?<input>:\d+:\d+: /, 'syntax error: ');
  return { offset: syntaxErrorOffset(error) ?? 0, message };
}

function syntaxErrorOffset(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const location: unknown = 'location' in error ? error.location : undefined;
  if (typeof location !== 'object' || location === null || !('start' in location)) return undefined;
  const start: unknown = location.start;
  if (typeof start !== 'object' || start === null || !('offset' in start)) return undefined;
  return typeof start.offset === 'number' ? start.offset : undefined;
}

/** Offset of the bracket that goes too deep; brackets within quoted text do not count. */
function findDeepNesting(text: string): number | undefined {
  let depth = 0;
  let quote: string | undefined;
  for (let offset = 0; offset < text.length; offset++) {
    const character = text.charAt(offset);
    if (quote !== undefined) {
      if (character === '\\') offset++;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if ('([{'.includes(character)) {
      depth++;
      if (depth > MAX_NESTING) return offset;
    } else if (')]}'.includes(character)) depth--;
  }
  return undefined;
}
