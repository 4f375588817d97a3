import type { StatementFacts } from '../operation/statement-facts';
import { integerOf, propertyOf, textOf } from '../patch/reflection';

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
