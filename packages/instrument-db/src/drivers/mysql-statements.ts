import type { ActivityScope } from '@openbox/spans';
import { governStatements } from '../operation/govern-statements';
import type { Governed, GovernedOutcome } from '../operation/governed';
import type { StatementFacts } from '../operation/statement-facts';
import { integerOf, propertyOf, textOf } from '../patch/reflection';
import { takesBack } from '../statement/takes-back';
import { splitStatements } from '../statement/split-statements';

/** `CLIENT_MULTI_STATEMENTS` of MySQL's protocol, which `multipleStatements` sets. */
const MULTI_STATEMENTS = 1 << 16;

/** What a program sends to a MySQL server in one piece. */
export interface MysqlText {
  readonly text: string | undefined;
  readonly values?: unknown;
  /** Where it is not the verb of the text. */
  readonly operation?: string | undefined;
  /** Whether the server takes it as one statement, whatever is in it. */
  readonly isPrepared?: boolean;
}

/**
 * Asks for a text of a MySQL connection: for each statement of it where the connection may send several at once.
 *
 * @returns `undefined` for a text that is sent unasked
 */
export function governMysqlText(
  scope: ActivityScope,
  config: unknown,
  { text, values, operation, isPrepared = false }: MysqlText,
): Governed | undefined {
  const flags = propertyOf(config, 'clientFlags');
  const mayBeSeveral = !isPrepared && typeof flags === 'number' && (flags & MULTI_STATEMENTS) !== 0;
  const statements = text === undefined ? [] : mayBeSeveral ? splitStatements(text, 'mysql') : [text];
  if (takesBack(scope, statements)) return undefined;
  return governStatements(
    scope,
    mysqlServerFacts(config),
    statements.length === 0
      ? [{ operation, values }]
      : statements.map((statement) => ({ statement, operation, values })),
  );
}

/** The values in the arguments of `query` or `execute`: in the options, or behind the text. */
export function valuesIn([sql, values]: readonly unknown[]): unknown {
  return propertyOf(sql, 'values') ?? (typeof values === 'function' ? undefined : values);
}

/** An error of the server ends the statements from the one that failed on: those before it have been run. */
export function failedAfter(results: unknown, error: unknown): GovernedOutcome {
  return { error, each: Array.from({ length: integerOf(results) ?? 0 }, () => ({})) };
}

/** What the configuration of a MySQL connection says of the server. */
export function mysqlServerFacts(config: unknown): StatementFacts {
  const socketPath = textOf(propertyOf(config, 'socketPath'));
  return {
    system: 'mysql',
    databaseName: textOf(propertyOf(config, 'database')),
    user: textOf(propertyOf(config, 'user')),
    serverAddress: socketPath ?? textOf(propertyOf(config, 'host')),
    serverPort: socketPath === undefined ? integerOf(propertyOf(config, 'port')) : undefined,
  };
}
