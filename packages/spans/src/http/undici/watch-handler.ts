import { runInThisContext } from 'node:vm';
import { neverThrow } from '../../otel/never-throw';
import type { DispatchedExchange } from './dispatched-exchange';
import { toHeaderRecord } from './to-http-request';

type Watch = (args: readonly unknown[]) => void;

/** Methods after which a library may send the next request: of a redirect or a retry. */
const LEADS_ON = new Set([
  'onHeaders',
  'onComplete',
  'onError',
  'onResponseStart',
  'onResponseEnd',
  'onResponseError',
]);

/** Methods of undici's two handler interfaces that need no watching. */
const PASSED_ON = ['onRequestSent', 'onResponseStarted'];

/**
 * A handler that does what the given one does, and tells the exchange what passes. It has the methods that the given one
 * has, because undici asks for them; only `onBodySent` may be new.
 */
export function watchHandler(handler: object, dispatched: DispatchedExchange): object {
  const watched: Record<string, unknown> = {};
  dispatched.watcher = watched;
  const { exchange } = dispatched;
  const isInnermost = (): boolean => dispatched.watcher === watched;
  const watches = watchesOf(dispatched);
  for (const name of [...Object.keys(watches), ...PASSED_ON]) {
    const method: unknown = Reflect.get(handler, name);
    const watch = watches[name];
    if (typeof method !== 'function' && name !== 'onBodySent') continue;
    watched[name] = (...args: unknown[]): unknown => {
      if (isInnermost() && watch !== undefined) {
        neverThrow('watching a dispatch', () => {
          watch(args);
        });
      }
      if (typeof method !== 'function') return undefined;
      // The socket calls, and it may have been opened in another activity.
      const call = (): unknown => Reflect.apply(method, handler, args);
      return LEADS_ON.has(name) ? exchange.scope.run(call) : call();
    };
  }
  return watched;
}

function watchesOf(dispatched: DispatchedExchange): Readonly<Record<string, Watch>> {
  const { exchange } = dispatched;
  const use = (): void => {
    dispatched.isUsed = true;
  };
  const onHead = (statusCode: unknown, headers: unknown): void => {
    // Before the answer there may be others, such as 103.
    if (typeof statusCode === 'number' && (statusCode >= 200 || statusCode === 101)) {
      exchange.onResponse(statusCode, toHeaderRecord(headers));
    }
  };
  const onEnd = (outcome: { error?: unknown } = {}): void => {
    use();
    exchange.finish(outcome);
  };
  return {
    onConnect: use,
    onBodySent: ([chunk]) => {
      dispatched.writeRequest('handler', chunk);
    },
    onHeaders: ([statusCode, headers]) => {
      onHead(statusCode, headers);
    },
    onData: ([chunk]) => {
      exchange.writeResponse(chunk);
    },
    onUpgrade: ([statusCode, headers]) => {
      onHead(statusCode, headers);
      onEnd();
    },
    onComplete: () => {
      onEnd();
    },
    onError: ([error]) => {
      onEnd({ error });
    },
    onRequestStart: use,
    onResponseStart: ([, statusCode, headers]) => {
      onHead(statusCode, headers);
    },
    onResponseData: ([, chunk]) => {
      exchange.writeResponse(chunk);
    },
    onRequestUpgrade: ([, statusCode, headers]) => {
      onHead(statusCode, headers);
      onEnd();
    },
    onResponseEnd: () => {
      onEnd();
    },
    onResponseError: ([, error]) => {
      onEnd({ error });
    },
  };
}

/** Ends a request that was never sent, as undici does with one that it cannot send. */
export function failHandler(handler: object, error: unknown): void {
  const isNewInterface = typeof Reflect.get(handler, 'onRequestStart') === 'function';
  const onError: unknown = Reflect.get(handler, isNewInterface ? 'onResponseError' : 'onError');
  if (typeof onError !== 'function') throw error;
  const told = toErrorFor(handler, error);
  Reflect.apply(onError, handler, isNewInterface ? [IDLE_CONTROLLER, told] : [told]);
}

/**
 * Under Jest, errors of the program are of another realm than Node's own `fetch`, which replaces what it does not know as
 * an error by a text. There it gets an error of its own that has the real one as its cause.
 */
function toErrorFor(handler: object, error: unknown): unknown {
  const nodeObject: unknown = runInThisContext('Object');
  const nodeError: unknown = runInThisContext('Error');
  if (typeof nodeObject !== 'function' || !(handler instanceof nodeObject)) return error;
  if (typeof nodeError !== 'function' || error instanceof nodeError || !(error instanceof Error))
    return error;
  const wrapped: unknown = Reflect.construct(nodeError, [error.message, { cause: error }]);
  return wrapped;
}

const ignore = (): void => undefined;

const IDLE_CONTROLLER = Object.freeze({
  abort: ignore,
  pause: ignore,
  resume: ignore,
  aborted: false,
  paused: false,
  reason: null,
  rawHeaders: null,
  rawTrailers: null,
});
