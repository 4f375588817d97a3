import { context } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { withoutScope } from '../scope/without-scope';

/**
 * Runs `fn` outside of any activity scope and without OpenTelemetry spans: for the SDK's own calls, which are neither
 * governed nor recorded. What `fn` returns or throws comes through untouched.
 */
export function suppressed<T>(fn: () => T): T {
  return withoutScope(() => context.with(suppressTracing(context.active()), fn));
}
