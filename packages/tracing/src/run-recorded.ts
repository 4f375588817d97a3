import { isPromise } from 'node:util/types';
import { context } from '@opentelemetry/api';
import type { CallRecord } from './call-record';

type Recorder = Pick<CallRecord, 'context' | 'end'>;

/**
 * Runs `fn` in the record's context and ends the record when it is done. A plain promise is followed to its end and
 * given back as one that settles the same way; any other object with a `then` is given back as it is, because calling
 * its `then` may start its work, and is not recorded further.
 */
export function runRecorded(record: Recorder, fn: () => unknown): unknown {
  let result: unknown;
  try {
    result = context.with(record.context, fn);
  } catch (error) {
    record.end({ error });
    throw error;
  }
  if (isPlainPromise(result)) {
    return result.then(
      (value) => {
        record.end({ result: value });
        return value;
      },
      (error: unknown) => {
        record.end({ error });
        throw error;
      },
    );
  }
  record.end(hasThen(result) ? {} : { result });
  return result;
}

/** Not a subclass and without fields of its own: one that another promise can stand for. */
function isPlainPromise(value: unknown): value is Promise<unknown> {
  if (!isPromise(value) || Reflect.ownKeys(value).some((key) => typeof key === 'string')) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  const base: unknown = prototype === null ? null : Object.getPrototypeOf(prototype);
  return base !== null && Object.getPrototypeOf(base) === null;
}

function hasThen(value: unknown): boolean {
  return (typeof value === 'object' || typeof value === 'function') && value !== null && 'then' in value;
}
