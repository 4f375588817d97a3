import { AsyncResource } from 'node:async_hooks';
import { neverThrow, withoutScope } from '@openbox/spans';
import type { FileCall } from '../call/file-call';

type Run = (args: readonly unknown[]) => unknown;
type Callback = (...results: readonly unknown[]) => unknown;

/** Runs a call whose caller waits for it synchronously. */
export function runSync(call: FileCall, run: Run): unknown {
  call.beforeSync();
  return observed(call, () => runOutside(call, run, call.args));
}

/** Runs a call that gives a promise. It always does: a refusal is a rejection. */
export function runPromise(call: FileCall, run: Run): unknown {
  let permission: Promise<void> | void;
  try {
    permission = call.before();
  } catch (error) {
    return Promise.resolve().then(() => {
      throw error;
    });
  }
  const start = async (): Promise<unknown> => {
    let result: unknown;
    try {
      result = await runOutside(call, run, call.args);
    } catch (error) {
      fail(call, error);
      throw error;
    }
    succeed(call, result);
    return result;
  };
  return permission === undefined ? start() : permission.then(start);
}

/** Runs a call with a callback, which stays in the context that it was given in. */
export function runCallback(call: FileCall, run: Run, callback: Callback): unknown {
  const done = AsyncResource.bind(function (this: unknown, ...results: readonly unknown[]): unknown {
    if (results[0] === null || results[0] === undefined) succeed(call, results[1]);
    else fail(call, results[0]);
    const answer: unknown = Reflect.apply(callback, this, results);
    return answer;
  });
  const start = (): unknown => {
    try {
      return runOutside(call, run, [...call.args, done]);
    } catch (error) {
      fail(call, error);
      throw error;
    }
  };
  const refuse = (error: unknown): void => {
    process.nextTick(callback, error);
  };
  let permission: Promise<void> | void;
  try {
    permission = call.before();
  } catch (error) {
    refuse(error);
    return undefined;
  }
  if (permission === undefined) return start();
  // What start throws is a mistake in the arguments, which the caller can no longer be told by a throw.
  permission.then(start).catch(refuse);
  return undefined;
}

/** What `node:fs` does as part of a call is not recorded once more, except by streams that it starts. */
function runOutside(call: FileCall, run: Run, args: readonly unknown[]): unknown {
  return call.staysInScope === true ? run(args) : withoutScope(() => run(args));
}

function observed(call: FileCall, run: () => unknown): unknown {
  let result: unknown;
  try {
    result = run();
  } catch (error) {
    fail(call, error);
    throw error;
  }
  succeed(call, result);
  return result;
}

function succeed(call: FileCall, result: unknown): void {
  neverThrow('recording a file operation', () => {
    call.succeeded(result);
  });
}

function fail(call: FileCall, error: unknown): void {
  neverThrow('recording a file operation', () => {
    call.failed(error);
  });
}
