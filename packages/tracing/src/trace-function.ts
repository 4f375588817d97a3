import { isAsyncFunction, isGeneratorFunction } from 'node:util/types';
import { startCall, type CallRecord } from './call-record';
import { runRecorded } from './run-recorded';
import { traceAsyncGenerator, traceGenerator } from './trace-generator';
import type { TracedFunction } from './traced-function';

/** Any function or method. */
export type AnyFunction = (...args: never[]) => unknown;

// Tells that a traced function's caller can wait: a proxy hides that the function behind it is `async`.
const CAN_WAIT = Symbol.for('openbox.traced.can-wait');

/**
 * A function that does what `fn` does and is recorded and governed. It is `fn` in every other way: name, length, fields
 * and `this`.
 */
export function traceFunction<F extends AnyFunction>(fn: F, traced: TracedFunction): F {
  const isGenerator = isGeneratorFunction(fn);
  const isAsync = isAsyncFunction(fn);
  const canWait = traced.options.async ?? (isAsync || Reflect.get(fn, CAN_WAIT) === true);
  const call = (receiver: unknown, args: unknown[]): unknown => Reflect.apply(fn, receiver, args);
  return new Proxy(fn, {
    apply: (_target, receiver: unknown, args: unknown[]): unknown => {
      const start = (): CallRecord | undefined => startCall(traced, receiver, args);
      if (isGenerator) {
        const generator = call(receiver, args);
        return isAsync
          ? traceAsyncGenerator(generator as AsyncGenerator<unknown, unknown, unknown>, start)
          : traceGenerator(generator as Generator<unknown, unknown, unknown>, start);
      }
      const record = start();
      if (record === undefined) return call(receiver, args);
      const run = (): unknown => runRecorded(record, () => call(receiver, args));
      if (canWait) return afterVerdict(record, run);
      record.beforeSync();
      return run();
    },
    get: (target, key, receiver): unknown =>
      key === CAN_WAIT ? canWait : Reflect.get(target, key, receiver),
  });
}

/** A caller that can wait gets a refusal as a rejection; an allowed call starts in the same tick where it can. */
function afterVerdict(record: CallRecord, run: () => unknown): unknown {
  let verdict: Promise<void> | void;
  try {
    verdict = record.before();
  } catch (error) {
    return Promise.resolve().then(() => {
      throw error;
    });
  }
  return verdict === undefined ? run() : verdict.then(run);
}
