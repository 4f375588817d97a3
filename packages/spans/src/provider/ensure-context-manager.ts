import { context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

/**
 * Makes sure that OpenTelemetry can follow asynchronous code, which parent and child spans need. A context manager that
 * the program has set is left in place.
 *
 * @returns whether one was installed
 */
export function ensureContextManager(): boolean {
  const probe = ROOT_CONTEXT.setValue(createContextKey('openbox.probe'), true);
  if (context.with(probe, () => context.active()) === probe) return false;
  const manager = new AsyncLocalStorageContextManager().enable();
  const installed = context.setGlobalContextManager(manager);
  if (!installed) manager.disable();
  return installed;
}
