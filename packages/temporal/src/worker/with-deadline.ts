import { OpenBoxNetworkError } from '@openbox/core-client/contract';
import { suppressed } from '@openbox/spans';

/**
 * Run one call to an evaluator in bounded time, neither captured nor traced.
 *
 * `ask` gets a signal that is aborted at the deadline and with `caller`; whoever does not listen to it is left behind.
 *
 * @throws OpenBoxNetworkError at the deadline; the reason of `caller` when that is aborted; whatever `ask` throws.
 */
export async function withDeadline<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  limitMs: number,
  caller: AbortSignal | undefined,
): Promise<T> {
  caller?.throwIfAborted();
  const controller = new AbortController();
  const onAbort = (): void => {
    controller.abort(caller?.reason);
  };
  caller?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => {
    controller.abort(new OpenBoxNetworkError(`no verdict within ${String(limitMs)} ms`));
  }, limitMs);
  const aborted = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => {
      reject(asError(controller.signal.reason));
    });
  });
  try {
    return await Promise.race([suppressed(() => ask(controller.signal)), aborted]);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener('abort', onAbort);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
