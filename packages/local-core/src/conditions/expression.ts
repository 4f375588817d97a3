import type { parse } from '@bufbuild/cel';

/** A parsed CEL expression with the positions of its nodes. */
export type ParsedExpression = ReturnType<typeof parse>;

/** One node of a parsed CEL expression. */
export type Expression = ParsedExpression['expr'];

/** The parts of a node, in the order of the text; none for a constant or a name. */
export function expressionParts(expression: Expression): Expression[] {
  const { exprKind } = expression;
  switch (exprKind.case) {
    case 'selectExpr':
      return present([exprKind.value.operand]);
    case 'callExpr':
      return present([exprKind.value.target, ...exprKind.value.args]);
    case 'listExpr':
      return exprKind.value.elements;
    case 'structExpr':
      return exprKind.value.entries.flatMap(({ keyKind, value }) =>
        present([keyKind.case === 'mapKey' ? keyKind.value : undefined, value]),
      );
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return present([iterRange, accuInit, loopCondition, loopStep, result]);
    }
    default:
      return [];
  }
}

function present(expressions: readonly (Expression | undefined)[]): Expression[] {
  return expressions.filter((expression) => expression !== undefined);
}

/** Every node of an expression by its id, as evaluation errors name them. */
export function expressionsById(root: Expression): ReadonlyMap<bigint, Expression> {
  const found = new Map<bigint, Expression>();
  const visit = (expression: Expression): void => {
    found.set(expression.id, expression);
    expressionParts(expression).forEach(visit);
  };
  visit(root);
  return found;
}

/** Where a node stands in the text, or `undefined` for a node that a macro made up. */
export function expressionOffset(parsed: ParsedExpression, id: bigint): number | undefined {
  return parsed.sourceInfo?.positions[String(id)];
}

/** Names of the event's fields that an expression reads, by their variable or as `event.<field>`. */
export function fieldsRead(expression: Expression): Set<string> {
  const fields = new Set<string>();
  const visit = (node: Expression): void => {
    const { exprKind } = node;
    if (exprKind.case === 'identExpr') fields.add(exprKind.value.name);
    if (exprKind.case === 'selectExpr' && isEventVariable(exprKind.value.operand)) {
      fields.add(exprKind.value.field);
      return;
    }
    expressionParts(node).forEach(visit);
  };
  visit(expression);
  return fields;
}

function isEventVariable(expression: Expression | undefined): boolean {
  return expression?.exprKind.case === 'identExpr' && expression.exprKind.value.name === 'event';
}
