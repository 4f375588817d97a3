import { AsyncResource } from 'node:async_hooks';
import type { MakeWrapper } from './patch-for-scopes';

/**
 * Makes callbacks run in the asynchronous context of whoever handed them in. A pool calls a callback that had to wait
 * for a connection from the context of whoever released one, which may be another activity.
 */
export const bindCallbacksToCaller: MakeWrapper<object> = (original) =>
  function (...args) {
    const bound = args.map((arg) => (isCallback(arg) ? AsyncResource.bind(arg) : arg));
    return original.apply(this, bound);
  };

function isCallback(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}
