import type { ReadableSpanLike } from '@openbox/spans';
import type { DatabaseDriver } from './drivers/database-driver';

/** Instrumentations of what is built upon several clients: their spans repeat the client's own. */
const LAYERS = new Set([
  '@opentelemetry/instrumentation-knex',
  '@opentelemetry/instrumentation-typeorm',
  'opentelemetry-instrumentation-typeorm',
  'opentelemetry-instrumentation-sequelize',
]);

/** Whether a span of another instrumentation records a statement that this driver's own span records. */
export function isSupersededSpan(driver: DatabaseDriver, span: ReadableSpanLike): boolean {
  const maker = (span.instrumentationScope ?? span.instrumentationLibrary)?.name;
  if (maker === undefined) return false;
  if (driver.instrumentationScopes.includes(maker)) return true;
  return (
    LAYERS.has(maker) && (span.attributes['db.system.name'] ?? span.attributes['db.system']) === driver.system
  );
}
