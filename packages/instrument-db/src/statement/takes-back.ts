import { sqlOperation, type ActivityScope } from '@openbox/spans';

/** End a transaction, or the watch over one, and leave everything as it was. */
const TAKES_BACK = new Set(['ROLLBACK', 'ABORT', 'DISCARD', 'UNWATCH']);

/**
 * Whether something is sent although its attempt was stopped: what takes a transaction back. Refused as well, it would
 * leave a connection, which others may share, within a transaction that nobody can end.
 */
export function takesBack(scope: ActivityScope, statements: readonly string[]): boolean {
  const [only, ...others] = statements;
  if (scope.stopVerdict === undefined || only === undefined || others.length > 0) return false;
  return TAKES_BACK.has(sqlOperation(only) ?? '');
}
