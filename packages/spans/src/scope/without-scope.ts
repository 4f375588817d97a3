import { activityScopeStorage } from './activity-scope-storage';

/**
 * Runs `fn`, and everything that it starts, outside of any activity scope: for what an instrumentation does as part of
 * an operation that it has recorded already. OpenTelemetry's context stays as it is.
 */
export function withoutScope<T>(fn: () => T): T {
  return activityScopeStorage().run(undefined, fn);
}
