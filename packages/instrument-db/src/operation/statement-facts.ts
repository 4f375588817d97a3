import type { Attributes } from '@opentelemetry/api';
import { sqlOperation, truncateText, type DbQueryFacts } from '@openbox/spans';

const MAX_STATEMENT_CHARS = 16_384;

/** What a driver knows of a statement before it is sent. */
export interface StatementFacts {
  readonly system: 'postgresql' | 'mysql' | 'mongodb' | 'redis';
  /** Upper-case verb. @defaultValue the verb of the SQL in `statement`, at last `QUERY` */
  readonly operation?: string | undefined;
  /** Without values of parameters. */
  readonly statement?: string | undefined;
  /** The values that go with it. They never leave the process. */
  readonly values?: unknown;
  readonly databaseName?: string | undefined;
  readonly user?: string | undefined;
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
  /** MongoDB only. */
  readonly collection?: string | undefined;
  /** Redis only. */
  readonly databaseIndex?: number | undefined;
}

/** Facts with a verb, and a statement of bounded length. */
export type CompleteStatementFacts = StatementFacts & { readonly operation: string };

/** What tells statements apart whose facts are the same. */
export interface StatementDigests {
  readonly valuesDigest?: string | undefined;
  /** Of a statement that was cut. */
  readonly statementDigest?: string | undefined;
}

/** Finds the verb where the driver does not know it, and bounds the statement. */
export function completeFacts(facts: StatementFacts): CompleteStatementFacts {
  const { statement } = facts;
  return {
    ...facts,
    operation: facts.operation ?? (statement === undefined ? undefined : sqlOperation(statement)) ?? 'QUERY',
    statement: statement === undefined ? undefined : truncateText(statement, MAX_STATEMENT_CHARS),
  };
}

/** The facts as the gate gets them. */
export function toQueryFacts(facts: CompleteStatementFacts, digests: StatementDigests = {}): DbQueryFacts {
  const { system, operation, databaseName, statement, user, databaseIndex, serverAddress, serverPort } =
    facts;
  const { valuesDigest, statementDigest } = digests;
  return {
    system,
    operation,
    ...(databaseName === undefined ? {} : { databaseName }),
    ...(statement === undefined ? {} : { statement }),
    ...(valuesDigest === undefined ? {} : { valuesDigest }),
    ...(statementDigest === undefined ? {} : { statementDigest }),
    ...(user === undefined ? {} : { user }),
    ...(databaseIndex === undefined ? {} : { databaseIndex }),
    ...(serverAddress === undefined ? {} : { serverAddress }),
    ...(serverPort === undefined ? {} : { serverPort }),
  };
}

/** The facts as attributes of the specification's names ("Database Span Attributes"). OpenTelemetry leaves out undefined ones. */
export function toAttributes(facts: CompleteStatementFacts): Attributes {
  return {
    'db.system': facts.system,
    'db.name': facts.databaseName,
    'db.user': facts.user,
    'db.statement': facts.statement,
    'db.operation': facts.operation,
    'net.peer.name': facts.serverAddress,
    'net.peer.port': facts.serverPort,
    'db.mongodb.collection': facts.collection,
    'db.redis.database_index': facts.databaseIndex,
  };
}
