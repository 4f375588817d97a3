import type { ActivityScope } from '@openbox/spans';
import type { Governed } from './governed';
import { GovernedBatch } from './governed-batch';
import { GovernedStatement } from './governed-statement';
import type { StatementFacts } from './statement-facts';

/** Asks for what a driver sends in one piece: each of the statements is an operation of its own. */
export function governStatements(
  scope: ActivityScope,
  server: StatementFacts,
  statements: readonly Omit<StatementFacts, 'system'>[],
): Governed {
  const [first, ...others] = statements.map((statement) => ({ ...server, ...statement }));
  return others.length === 0
    ? new GovernedStatement(scope, first ?? server)
    : new GovernedBatch(scope, first === undefined ? others : [first, ...others]);
}
