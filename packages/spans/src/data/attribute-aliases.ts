import { sqlOperation } from './sql-operation';
import type { AttributeValue } from './span-data';

type Attributes = Record<string, AttributeValue>;

// The specification's name, then the stable OpenTelemetry name that instrumentations write today.
const RENAMED: readonly (readonly [name: string, stableName: string])[] = [
  ['http.method', 'http.request.method'],
  ['http.url', 'url.full'],
  ['http.scheme', 'url.scheme'],
  ['http.status_code', 'http.response.status_code'],
  ['net.peer.name', 'server.address'],
  ['net.peer.port', 'server.port'],
  ['db.system', 'db.system.name'],
  ['db.name', 'db.namespace'],
  ['db.statement', 'db.query.text'],
  ['db.operation', 'db.operation.name'],
  ['code.function', 'code.function.name'],
];

const SQL_SYSTEMS = /sql|maria|oracle|db2|sqlite|cockroach|clickhouse|snowflake|trino|presto/i;

/**
 * Adds the specification's attribute names beside OpenTelemetry's stable ones. Names that are already there are left as
 * they are. Changes `attributes`, so give it a copy.
 */
export function addSpecificationNames(attributes: Attributes): void {
  for (const [name, stableName] of RENAMED) addMissing(attributes, name, attributes[stableName]);
  if (
    attributes['http.request.method'] === '_OTHER' &&
    typeof attributes['http.request.method_original'] === 'string'
  ) {
    attributes['http.method'] = attributes['http.request.method_original'];
  }
  addPartsOfUrl(attributes);
  addDatabaseNames(attributes);
}

function addPartsOfUrl(attributes: Attributes): void {
  const url = attributes['http.url'];
  if (typeof url !== 'string' || !URL.canParse(url)) return;
  const { protocol, host, pathname, search } = new URL(url);
  addMissing(attributes, 'http.scheme', protocol.slice(0, -1));
  addMissing(attributes, 'http.host', host);
  addMissing(attributes, 'http.target', pathname + search);
}

function addDatabaseNames(attributes: Attributes): void {
  const system = attributes['db.system'];
  if (typeof system !== 'string') return;
  const operation = databaseOperation(system, attributes['db.operation'], attributes['db.statement']);
  if (operation !== undefined) attributes['db.operation'] = operation;
  const collection = attributes['db.collection.name'];
  if (system === 'mongodb' && collection !== '$cmd')
    addMissing(attributes, 'db.mongodb.collection', collection);
  const namespace = attributes['db.namespace'];
  if (system === 'redis' && typeof namespace === 'string' && /^\d+$/.test(namespace)) {
    addMissing(attributes, 'db.redis.database_index', Number(namespace));
  }
}

function databaseOperation(
  system: string,
  operation: AttributeValue | undefined,
  statement: AttributeValue | undefined,
): string | undefined {
  // ioredis names a batch after its first command: `PIPELINE get`.
  if (typeof operation === 'string' && operation !== '')
    return operation.replace(/^PIPELINE (?=\S)/i, '').toUpperCase();
  if (typeof statement !== 'string') return undefined;
  if (SQL_SYSTEMS.test(system)) return sqlOperation(statement);
  return system === 'redis' ? /^\s*([A-Za-z]+)/.exec(statement)?.[1]?.toUpperCase() : undefined;
}

function addMissing(attributes: Attributes, name: string, value: AttributeValue | undefined): void {
  if (value !== undefined && attributes[name] === undefined) attributes[name] = value;
}
