import { TransportError } from './transport-error';

/** One call's time and its caller's signal as one signal. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Time left, in milliseconds. */
  remainingMs(): number;
}

/**
 * Runs a call within its deadline. Rejects at the deadline, or when the caller's signal aborts, whether or not the call
 * heeds the signal.
 *
 * @throws `TransportError` of kind `deadline`, or the caller's reason.
 */
export async function withDeadline<T>(
  timeoutMs: number,
  callerSignal: AbortSignal | undefined,
  run: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  callerSignal?.throwIfAborted();
  const controller = new AbortController();
  const endsAtMs = performance.now() + timeoutMs;
  const timer = setTimeout(() => {
    controller.abort(new TransportError('deadline', `no answer within ${String(timeoutMs)} ms`));
  }, timeoutMs);
  // Not AbortSignal.any: a caller's signal may live as long as the process, and would keep one signal for every call.
  const onCallerAbort = () => controller.abort(callerSignal?.reason);
  callerSignal?.addEventListener('abort', onCallerAbort, { once: true });
  try {
    const aborted = rejectionOf(controller.signal);
    const running = run({ signal: controller.signal, remainingMs: () => endsAtMs - performance.now() });
    return await Promise.race([running, aborted]);
  } catch (error) {
    // Whatever the abort made the call throw, the reason is what counts.
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    callerSignal?.removeEventListener('abort', onCallerAbort);
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new TransportError('lost', 'the call was aborted')), {
      once: true,
    });
  });
}
