import { ActivityFailure, ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { toEventError } from './event-error';

describe('toEventError', () => {
  it('gives a raw error the class Temporal reports and its own name', () => {
    expect(toEventError(new TypeError('no such thing'))).toEqual({
      type: 'ApplicationFailure',
      message: 'no such thing',
      error_type: 'TypeError',
    });
  });

  it('keeps the application type and retryability of an ApplicationFailure', () => {
    const error = ApplicationFailure.create({ type: 'OutOfStock', message: 'sold out', nonRetryable: true });
    expect(toEventError(error)).toEqual({
      type: 'ApplicationFailure',
      message: 'sold out',
      error_type: 'OutOfStock',
      non_retryable: true,
    });
  });

  // covers: 74, W48
  it('nests causes, and names the innermost as root cause', () => {
    const root = ApplicationFailure.create({ type: 'OutOfStock', message: 'sold out' });
    const error = new ActivityFailure(
      'Activity task failed',
      'order',
      '1',
      'NON_RETRYABLE_FAILURE',
      'me',
      root,
    );
    expect(toEventError(error)).toEqual({
      type: 'ActivityFailure',
      message: 'Activity task failed',
      error_type: 'OutOfStock',
      cause: {
        type: 'ApplicationFailure',
        message: 'sold out',
        error_type: 'OutOfStock',
        non_retryable: false,
      },
      root_cause: {
        type: 'ApplicationFailure',
        message: 'sold out',
        error_type: 'OutOfStock',
        non_retryable: false,
      },
    });
  });

  it('calls a cancellation by its name', () => {
    expect(toEventError(new CancelledFailure('cancelled'))).toMatchObject({
      type: 'CancelledFailure',
      error_type: 'CancelledFailure',
    });
  });

  // covers: W48
  it('bounds messages, types and the chain', () => {
    let error = new Error('m'.repeat(1_000_000));
    error.name = 'N'.repeat(1_000);
    for (let depth = 0; depth < 50; depth += 1) error = new Error('c'.repeat(10_000), { cause: error });
    const event = toEventError(error);
    expect(JSON.stringify(event).length).toBeLessThan(20_000);
    expect(event.cause?.message).toHaveLength(500);
  });

  it('survives a chain that leads back to itself', () => {
    const error = new Error('loop');
    error.cause = error;
    expect(toEventError(error)).toEqual({ type: 'ApplicationFailure', message: 'loop', error_type: 'Error' });
  });

  it.each([
    ['a string', 'boom', 'boom'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object without text', Object.create(null), 'unknown error'],
    ['a frozen error', Object.freeze(new Error('frozen')), 'frozen'],
  ])('accepts %s', (_name, thrown: unknown, message) => {
    expect(toEventError(thrown).message).toBe(message);
  });

  it('survives getters that throw', () => {
    const hostile = {
      get message(): string {
        throw new Error('no');
      },
      get cause(): unknown {
        throw new Error('no');
      },
    };
    expect(toEventError(hostile)).toMatchObject({ type: 'ApplicationFailure' });
  });
});
