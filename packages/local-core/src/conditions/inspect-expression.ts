import { RE2JS } from 're2js';
import { closestName } from '../closest-name';
import type { ConditionEnvironment } from './condition-environment';
import { expressionOffset, expressionParts, type Expression, type ParsedExpression } from './expression';
import { findNonBoolean } from './find-non-boolean';
import { errorMessage } from '../error-message';

/** A mistake in the text of a condition; the offset counts from the beginning of the condition. */
export interface ConditionMistake {
  readonly offset: number;
  readonly message: string;
}

/** What a look at an expression finds without running it. */
export interface ExpressionFindings {
  readonly mistakes: readonly ConditionMistake[];
  /** How deep macros such as `exists` stand in each other. */
  readonly loopDepth: number;
  readonly functions: ReadonlySet<string>;
}

const MAX_LOOP_DEPTH = 2;

/** Functions of the language itself, which the environment does not list. */
const LANGUAGE_FUNCTIONS = new Set(['_&&_', '_||_', '_?_:_', '_[_]', '@not_strictly_false']);

const MACRO_FORMS: ReadonlyMap<string, string> = new Map([
  ['all', 'list.all(item, condition)'],
  ['exists', 'list.exists(item, condition)'],
  ['exists_one', 'list.exists_one(item, condition)'],
  ['filter', 'list.filter(item, condition)'],
  ['map', 'list.map(item, expression)'],
  ['has', 'has(object.field)'],
]);

/**
 * Finds what CEL itself finds only when it evaluates: names and functions that do not exist, a result that is no truth
 * value, a regular expression that does not compile, loops too deep in each other.
 */
export function inspectExpression(
  parsed: ParsedExpression,
  environment: ConditionEnvironment,
): ExpressionFindings {
  const inspection = new Inspection(parsed, environment);
  inspection.visit(parsed.expr, new Set(), 0);
  const notBoolean = findNonBoolean(parsed.expr, environment);
  if (notBoolean !== undefined) inspection.report(notBoolean, 'a condition must give true or false');
  return inspection;
}

class Inspection implements ExpressionFindings {
  readonly mistakes: ConditionMistake[] = [];
  readonly functions = new Set<string>();
  loopDepth = 0;
  readonly #parsed: ParsedExpression;
  readonly #environment: ConditionEnvironment;

  constructor(parsed: ParsedExpression, environment: ConditionEnvironment) {
    this.#parsed = parsed;
    this.#environment = environment;
  }

  report(expression: Expression, message: string): void {
    const offset = expressionOffset(this.#parsed, expression.id) ?? 0;
    // A method stands at its dot.
    const isMethod =
      expression.exprKind.case === 'callExpr' && expression.exprKind.value.target !== undefined;
    this.mistakes.push({ offset: isMethod ? offset + 1 : offset, message });
  }

  visit(expression: Expression, locals: ReadonlySet<string>, depth: number): void {
    const { exprKind } = expression;
    if (exprKind.case === 'comprehensionExpr') {
      this.#visitLoop(expression, locals, depth + 1);
      return;
    }
    if (exprKind.case === 'identExpr') this.#checkName(expression, exprKind.value.name, locals);
    if (exprKind.case === 'callExpr') {
      this.#checkCall(expression);
      // What a macro in a wrong form calls its items is unknown as well, which would be said once for each.
      if (MACRO_FORMS.has(exprKind.value.function)) return;
    }
    if (exprKind.case === 'structExpr' && exprKind.value.messageName !== '') {
      this.report(expression, `there is no type "${exprKind.value.messageName}"`);
    }
    for (const part of expressionParts(expression)) this.visit(part, locals, depth);
  }

  #visitLoop(expression: Expression, locals: ReadonlySet<string>, depth: number): void {
    if (expression.exprKind.case !== 'comprehensionExpr') return;
    const loop = expression.exprKind.value;
    this.loopDepth = Math.max(this.loopDepth, depth);
    if (depth === MAX_LOOP_DEPTH + 1) {
      this.report(expression, `at most ${String(MAX_LOOP_DEPTH)} macros may stand in each other`);
    }
    const inner = new Set([...locals, loop.iterVar, loop.accuVar]);
    for (const part of [loop.iterRange, loop.accuInit]) {
      // The range of a loop is computed once, so a macro in it does not multiply.
      if (part !== undefined) this.visit(part, locals, depth - 1);
    }
    for (const part of [loop.loopCondition, loop.loopStep, loop.result]) {
      if (part !== undefined) this.visit(part, inner, depth);
    }
  }

  #checkName(expression: Expression, name: string, locals: ReadonlySet<string>): void {
    const { variables, typeNames } = this.#environment;
    if (locals.has(name) || variables.has(name) || typeNames.has(name)) return;
    const guess = closestName(name, [...variables, ...locals]);
    const remedy =
      guess === undefined
        ? 'a field that is not in the list is written event.<field>'
        : `did you mean "${guess}"?`;
    this.report(expression, `there is no variable "${name}"; ${remedy}`);
  }

  #checkCall(expression: Expression): void {
    if (expression.exprKind.case !== 'callExpr') return;
    const { function: name, target, args } = expression.exprKind.value;
    if (LANGUAGE_FUNCTIONS.has(name)) return;
    this.functions.add(name);
    const signatures = this.#environment.functions.get(name);
    if (signatures === undefined) {
      const form = MACRO_FORMS.get(name);
      const guess = closestName(name, [...this.#environment.functions.keys(), ...MACRO_FORMS.keys()]);
      const unknown = `there is no function "${name}"${guess === undefined ? '' : `; did you mean "${guess}"?`}`;
      this.report(expression, form === undefined ? unknown : `"${name}" is written ${form}`);
      return;
    }
    const isMethod = target !== undefined;
    const fits = signatures.some((one) => one.isMethod === isMethod && one.argumentCount === args.length);
    if (!fits) this.report(expression, `"${name}" cannot be called ${callForm(isMethod, args.length)}`);
    if (name === 'matches') this.#checkPattern(args[0]);
  }

  #checkPattern(pattern: Expression | undefined): void {
    if (pattern?.exprKind.case !== 'constExpr') return;
    const { constantKind } = pattern.exprKind.value;
    if (constantKind.case !== 'stringValue') return;
    try {
      RE2JS.compile(constantKind.value);
    } catch (error) {
      this.report(pattern, `not a regular expression (RE2): ${errorMessage(error)}`);
    }
  }
}

function callForm(isMethod: boolean, argumentCount: number): string {
  const what = argumentCount === 1 ? '1 argument' : `${String(argumentCount)} arguments`;
  return isMethod ? `on a value with ${what}` : `as a function of ${what}`;
}
