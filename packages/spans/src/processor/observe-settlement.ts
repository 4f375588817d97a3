import { isPromise } from 'node:util/types';
import { neverThrow } from '../otel/never-throw';
import { isPromiseLike } from '../scope/is-promise-like';

/**
 * Calls `observe` once the result is known: later for a native promise, which stays the one that it is, and at once for
 * a plain value. A thenable of another kind is left alone, because calling its `then` may start its work.
 */
export function observeSettlement(result: unknown, observe: (outcome: { error?: unknown }) => void): void {
  if (isPromise(result)) {
    neverThrow('following a promise', () => {
      // Not result.then(…): a subclass may do work there.
      void Promise.prototype.then.call(
        result,
        () => {
          observe({});
        },
        (error: unknown) => {
          observe({ error });
        },
      );
    });
  } else if (!isPromiseLike(result)) {
    observe({});
  }
}
