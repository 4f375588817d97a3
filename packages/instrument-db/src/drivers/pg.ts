import type { ActivityScope } from '@openbox/spans';
import { governSockets, opensConnection } from '../connection/govern-connections';
import type { Governed, GovernedOutcome, StatementOutcome } from '../operation/governed';
import { governStatements } from '../operation/govern-statements';
import type { StatementFacts } from '../operation/statement-facts';
import { ReleaseQueue } from '../operation/release-queue';
import { bindCallbacksToCaller } from '../patch/bind-to-caller';
import { holdMethod } from '../patch/hold-method';
import { overrideMethod, withOverride } from '../patch/override-method';
import { integerOf, isObject, propertyOf, textOf } from '../patch/reflection';
import { takesBack } from '../statement/takes-back';
import { splitStatements } from '../statement/split-statements';
import type { DatabaseDriver } from './database-driver';

interface PgConnection {
  sync(): void;
}

/** A query, cursor or stream: whatever `client.query` takes that has `submit`. */
interface PgQuery {
  submit: (connection: PgConnection) => unknown;
  handleError: (error: unknown, connection: PgConnection) => unknown;
  handleReadyForQuery: (connection: PgConnection) => unknown;
}

interface PgClient {
  readonly pipeline?: unknown;
  _queryQueue?: PgQuery[];
  _sentQueryQueue?: PgQuery[];
  _activeQuery?: PgQuery | null;
}

/** node-postgres. Its client sends one query after another, so the gate holds a query where it would be sent. */
export const pg: DatabaseDriver = {
  packageName: 'pg',
  files: ['lib/client.js', 'lib/index.js'],
  system: 'postgresql',
  instrumentationScopes: ['@opentelemetry/instrumentation-pg'],
  moduleHint: "require('pg')",
  patch(exports, patches) {
    patches.classMethod<PgClient>(propertyOf(exports, 'Client') ?? exports, 'query', (original, scopes) => {
      return function (...args) {
        const scope = scopes.current();
        const queue = this._queryQueue;
        // In pipeline mode a query that is not governed has to keep its place behind one that is held.
        if (queue === undefined || (scope === undefined && this.pipeline !== true))
          return original.apply(this, args);
        const push = (query: PgQuery): number => {
          const statement = scope && govern(scope, this, query);
          if (statement !== undefined) observeEnd(query, statement);
          holdWhereItIsSent(statement, this, query);
          return Array.prototype.push.call(queue, query);
        };
        return withOverride(queue, 'push', push, () => original.apply(this, args));
      };
    });
    patches.classMethod<PgClient>(
      propertyOf(exports, 'Client') ?? exports,
      'connect',
      opensConnection((client) => ({ server: serverFacts(client) })),
    );
    governSockets(patches);
    patches.classMethod(poolClass(exports), 'connect', bindCallbacksToCaller);
  },
};

function poolClass(exports: unknown): unknown {
  const pool = propertyOf(exports, 'Pool');
  // What pg exports is a class of its own on top of pg-pool's.
  return typeof pool === 'function' ? pool : undefined;
}

function holdWhereItIsSent(statement: Governed | undefined, client: PgClient, query: PgQuery): void {
  const restore = overrideMethod(query, 'submit', (connection: PgConnection) => {
    restore();
    const queue = ReleaseQueue.of(connection);
    if (statement?.admission.isAdmitted !== false && queue.isEmpty) return query.submit(connection);
    hold(queue, statement, client, query, connection);
    return null;
  });
}

function hold(
  queue: ReleaseQueue,
  statement: Governed | undefined,
  client: PgClient,
  query: PgQuery,
  connection: PgConnection,
): void {
  // A cursor that is closed before it was sent would never give the connection back.
  const release = holdMethod(propertyOf(query, 'cursor') ?? query, 'close');
  // In pipeline mode the client takes a query for sent only after it was submitted.
  let isSubmitting = true;
  const isCurrent = (): boolean =>
    isSubmitting || client._activeQuery === query || client._sentQueryQueue?.includes(query) === true;
  // The server's answer to a lone Sync takes the place of the query's own, so that what was sent behind it stays in step.
  const answerWith = (finish: () => unknown): void => {
    if (!isCurrent()) return;
    const restore = overrideMethod(query, 'handleReadyForQuery', () => {
      restore();
      return finish();
    });
    connection.sync();
  };
  queue.enter(
    statement?.admission,
    () => {
      // Over already where the connection was lost or the query timed out.
      if (statement?.hasEnded === true) answerWith(() => undefined);
      else {
        const error = isCurrent() ? query.submit(connection) : undefined;
        if (isObject(error)) answerWith(() => query.handleError(error, connection));
      }
      release();
    },
    (error) => {
      answerWith(() => query.handleError(error, connection));
      release();
    },
  );
  isSubmitting = false;
}

function observeEnd(query: PgQuery, statement: Governed): void {
  const { handleError, handleReadyForQuery } = query;
  const restoreError = overrideMethod(query, 'handleError', (error: unknown, connection: PgConnection) => {
    restore();
    statement.end({ error });
    return handleError.call(query, error, connection);
  });
  const restoreReady = overrideMethod(query, 'handleReadyForQuery', (connection: PgConnection) => {
    // An error while rows were parsed is reported only now, through handleError.
    if (!propertyOf(query, '_canceledDueToError')) {
      restore();
      statement.end(outcomeOf(query));
    }
    return handleReadyForQuery.call(query, connection);
  });
  const restore = (): void => {
    restoreError();
    restoreReady();
  };
}

function govern(scope: ActivityScope, client: PgClient, query: PgQuery): Governed | undefined {
  const statements = statementsOf(client, query);
  if (takesBack(scope, statements)) return undefined;
  const values = propertyOf(query, 'values') ?? propertyOf(propertyOf(query, 'cursor'), 'values');
  return governStatements(
    scope,
    serverFacts(client),
    statements.length === 0 ? [{ values }] : statements.map((statement) => ({ statement, values })),
  );
}

/** Of a text with several statements there is a list of results. */
function outcomeOf(query: PgQuery): GovernedOutcome {
  const results = propertyOf(query, '_results');
  const each = Array.isArray(results) ? results.map(rowsOf) : [];
  return each.length > 1 ? { each } : rowsOf(propertyOf(query, '_result'));
}

function rowsOf(result: unknown): StatementOutcome {
  return { rowCount: integerOf(propertyOf(result, 'rowCount')) };
}

/** Only a text without values can have several statements in it. */
function statementsOf(client: PgClient, query: PgQuery): readonly string[] {
  const text = textOf(propertyOf(query, 'text'));
  const values = propertyOf(query, 'values');
  const name = textOf(propertyOf(query, 'name'));
  if (text !== undefined && name === undefined && !(Array.isArray(values) && values.length > 0))
    return splitStatements(text, 'postgresql');
  const prepared = propertyOf(propertyOf(client, 'connection'), 'parsedStatements');
  const statement =
    text ??
    textOf(propertyOf(propertyOf(query, 'cursor'), 'text')) ??
    (name === undefined ? undefined : textOf(propertyOf(prepared, name)));
  return statement === undefined ? [] : [statement];
}

function serverFacts(client: PgClient): StatementFacts {
  return {
    system: 'postgresql',
    databaseName: textOf(propertyOf(client, 'database')),
    user: textOf(propertyOf(client, 'user')),
    serverAddress: textOf(propertyOf(client, 'host')),
    serverPort: integerOf(propertyOf(client, 'port')),
  };
}
