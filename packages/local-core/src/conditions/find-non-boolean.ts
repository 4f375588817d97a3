import type { ConditionEnvironment } from './condition-environment';
import { expressionParts, type Expression } from './expression';

/**
 * The first node that must be true or false and, whatever the event, cannot be: the expression itself, or an operand of
 * `&&`, `||`, `!` and `?:` in it. A node whose type depends on the event is left to evaluation.
 */
export function findNonBoolean(root: Expression, environment: ConditionEnvironment): Expression | undefined {
  if (isNeverBoolean(root, environment)) return root;
  return findBadOperand(root, environment);
}

function findBadOperand(expression: Expression, environment: ConditionEnvironment): Expression | undefined {
  for (const operand of truthOperands(expression)) {
    if (isNeverBoolean(operand, environment)) return operand;
  }
  for (const part of expressionParts(expression)) {
    const found = findBadOperand(part, environment);
    if (found !== undefined) return found;
  }
  return undefined;
}

function truthOperands({ exprKind }: Expression): readonly Expression[] {
  if (exprKind.case !== 'callExpr') return [];
  switch (exprKind.value.function) {
    case '_&&_':
    case '_||_':
    case '!_':
      return exprKind.value.args;
    case '_?_:_':
      return exprKind.value.args.slice(0, 1);
    default:
      return [];
  }
}

function isNeverBoolean({ exprKind }: Expression, environment: ConditionEnvironment): boolean {
  switch (exprKind.case) {
    case 'constExpr':
      return exprKind.value.constantKind.case !== 'boolValue';
    case 'listExpr':
    case 'structExpr':
      return true;
    case 'comprehensionExpr':
      // `map` and `filter` collect into a list; the other macros end in a truth value.
      return exprKind.value.accuInit?.exprKind.case === 'listExpr';
    case 'callExpr': {
      const { function: name, target, args } = exprKind.value;
      if (name === '_?_:_') return args.slice(1).some((branch) => isNeverBoolean(branch, environment));
      const results = (environment.functions.get(name) ?? [])
        .filter((one) => one.isMethod === (target !== undefined) && one.argumentCount === args.length)
        .map((one) => one.result);
      return results.length > 0 && results.every((result) => result !== 'bool' && result !== 'dyn');
    }
    default:
      return false;
  }
}
