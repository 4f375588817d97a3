import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import type { RetryPolicy } from '@temporalio/common';
import { withOwnBackoff } from './own-backoff';

class Hiccup extends Error {}

const policy: RetryPolicy = { initialInterval: 100, backoffCoefficient: 2, maximumInterval: 1_000 };

test.each([
  [policy, 0, 100],
  [policy, 2, 400],
  [policy, 9, 1_000],
  [{ initialInterval: 100, maximumInterval: 0 }, 20, 10_000],
  [{}, 0, 1_000],
])('after %j and %i failures the next attempt follows in time', (given, failures, nextRetryDelay) => {
  const failure = withOwnBackoff(new Hiccup('try again'), given, failures) as ApplicationFailure;
  expect(failure).toBeInstanceOf(ApplicationFailure);
  const { message, type, nonRetryable } = failure;
  expect({ message, type, nonRetryable }).toEqual({
    message: 'try again',
    type: 'Hiccup',
    nonRetryable: false,
  });
  expect(failure.nextRetryDelay).toBe(nextRetryDelay);
});

test.each([
  ['one that is not retried', ApplicationFailure.nonRetryable('no')],
  ['one that says its delay itself', ApplicationFailure.create({ message: 'later', nextRetryDelay: '1m' })],
  ['a cancellation', new CancelledFailure('stop')],
  ['what is no error', 'thrown'],
])('an error stays as it is: %s', (_which, error) => {
  expect(withOwnBackoff(error, policy, 3)).toBe(error);
});
