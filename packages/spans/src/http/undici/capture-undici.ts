import { context } from '@opentelemetry/api';
import { aroundMethod } from '../../instrumentation/around-method';
import { neverThrow } from '../../otel/never-throw';
import { isPromiseLike } from '../../scope/is-promise-like';
import { currentScopeOf } from '../current-scope-of';
import { HttpExchange, type HttpRecording } from '../http-exchange';
import { isObject } from '../is-object';
import { withNetwork } from '../with-network';
import { isBlob, isBodyInMemory, isWholeBody, peekBlob, peekBody, type PeekedBody } from './body-in-memory';
import { DispatchedExchange } from './dispatched-exchange';
import { failHandler, watchHandler } from './watch-handler';
import { toHttpRequest } from './to-http-request';

type Next = (args: unknown[]) => unknown;

/** A call of `dispatch`. */
interface Dispatch {
  readonly options: object;
  readonly handler: object;
  readonly next: Next;
}

/**
 * Sees what the copies of undici dispatch, the one behind the global `fetch` among them: where an agent, a pool or a
 * client is asked for a request, in the context of the caller.
 */
export class UndiciCapture {
  readonly #recording: HttpRecording;
  readonly #undo = new Map<object, (() => void) | undefined>();
  #dispatching: DispatchedExchange | 'ignored' | undefined;

  constructor(recording: HttpRecording) {
    this.#recording = recording;
  }

  /** What undici is being asked for at this moment; `ignored` where the request is of an ignored URL. */
  get dispatching(): DispatchedExchange | 'ignored' | undefined {
    return this.#dispatching;
  }

  /** Sees requests of the copy of undici that this prototype is of. */
  add(prototype: object): void {
    if (this.#undo.has(prototype)) return;
    const undo = aroundMethod(prototype, 'dispatch', this.#recording.processor, (dispatcher, args, next) =>
      this.#onDispatch(dispatcher, args, next),
    );
    this.#undo.set(prototype, undo);
  }

  /**
   * undici 6 lets interceptors of a client, such as its own for redirects, dispatch past `dispatch`: to a method whose name
   * is a symbol.
   */
  #addIntercepted(dispatcher: object): void {
    const prototype: unknown = Object.getPrototypeOf(dispatcher);
    if (!isObject(prototype) || this.#undo.has(prototype) || !('interceptors' in dispatcher)) return;
    const name = Object.getOwnPropertySymbols(prototype).find(
      ({ description }) => description === 'dispatch',
    );
    this.#undo.set(
      prototype,
      name === undefined
        ? undefined
        : aroundMethod(prototype, name, this.#recording.processor, (self, args, next) => {
            const [options] = args;
            const carried = isObject(options) ? DispatchedExchange.of(options) : undefined;
            const isNext = this.#isOwn(carried) && carried.isUsed;
            return isNext ? this.#onDispatch(self, args, next) : next(args);
          }),
    );
  }

  end(): void {
    for (const undo of this.#undo.values()) undo?.();
    this.#undo.clear();
  }

  #onDispatch(dispatcher: object, args: unknown[], next: Next): unknown {
    const [options, handler] = args;
    if (!isObject(options) || !isObject(handler)) return next(args);
    const carried = DispatchedExchange.of(options);
    if (carried !== undefined && !this.#isOwn(carried)) return next(args);
    if (carried?.isUsed === false) {
      this.#addIntercepted(dispatcher);
      return this.#send(carried, { options, handler, next });
    }
    const scope = carried?.exchange.scope ?? currentScopeOf(this.#recording.processor);
    if (scope !== undefined) this.#addIntercepted(dispatcher);
    // A tunnel is asked for by a proxy agent, for a request that is seen itself.
    if (scope === undefined || Reflect.get(options, 'method') === 'CONNECT') return next(args);
    const request = neverThrow('describing a request', () => toHttpRequest(dispatcher, options)) ?? {
      method: 'GET',
      url: '',
      headers: () => ({}),
    };
    if (this.#recording.options.isIgnoredUrl(request.url))
      return this.#whileDispatching('ignored', () => withNetwork(this.#recording, () => next(args)));
    const exchange = new HttpExchange(scope, this.#recording, request, carried?.exchange.context);
    return this.#decide(new DispatchedExchange(exchange), { options, handler, next });
  }

  #isOwn(carried: unknown): carried is DispatchedExchange {
    return (
      carried instanceof DispatchedExchange &&
      carried.exchange.recording.processor === this.#recording.processor
    );
  }

  #decide(dispatched: DispatchedExchange, dispatch: Dispatch): unknown {
    const { exchange } = dispatched;
    const body: unknown = Reflect.get(dispatch.options, 'body');
    if (isWholeBody(body)) dispatched.writeRequest('whole', body);
    else if (exchange.isGoverned && isBodyInMemory(body, Reflect.get(dispatch.options, 'headers'))) {
      void this.#decideWithBody(dispatched, dispatch, () => peekBody(body));
      return true;
    } else if (exchange.isGoverned && isBlob(body)) {
      void this.#decideWithBody(dispatched, dispatch, () => peekBlob(body));
      return true;
    }
    let answer: Promise<void> | void;
    try {
      answer = exchange.before();
    } catch (error) {
      this.#refuse(dispatched, dispatch, error);
      return true;
    }
    if (!isPromiseLike(answer)) return this.#send(dispatched, dispatch);
    void this.#sendAfter(answer, dispatched, dispatch);
    return true;
  }

  async #decideWithBody(
    dispatched: DispatchedExchange,
    dispatch: Dispatch,
    peek: () => Promise<PeekedBody>,
  ): Promise<void> {
    let peeked: PeekedBody;
    try {
      peeked = await peek();
    } catch (error) {
      failHandler(dispatch.handler, error);
      return;
    }
    for (const chunk of peeked.chunks) dispatched.writeRequest('peek', chunk);
    await this.#sendAfter(
      (async () => {
        await dispatched.exchange.before();
      })(),
      dispatched,
      { ...dispatch, options: { ...dispatch.options, body: peeked.body } },
      peeked,
    );
  }

  async #sendAfter(
    answer: Promise<void>,
    dispatched: DispatchedExchange,
    dispatch: Dispatch,
    peeked?: PeekedBody,
  ): Promise<void> {
    const isAborted = this.#abortWhile(dispatched, dispatch);
    try {
      await answer;
    } catch (error) {
      peeked?.cancel();
      if (!isAborted()) this.#refuse(dispatched, dispatch, error);
      return;
    }
    if (isAborted()) return;
    this.#send(dispatched, dispatch);
  }

  /** Ends a request that its own signal aborts while it waits; the result stops listening and says whether it did. */
  #abortWhile({ exchange }: DispatchedExchange, { options, handler }: Dispatch): () => boolean {
    const signal: unknown = Reflect.get(options, 'signal');
    if (!(signal instanceof EventTarget) || !('aborted' in signal)) return () => false;
    let isAborted = false;
    const abort = (): void => {
      isAborted = true;
      const error: unknown = Reflect.get(signal, 'reason');
      exchange.finish({ error });
      failHandler(handler, error);
    };
    signal.addEventListener('abort', abort, { once: true });
    return () => {
      signal.removeEventListener('abort', abort);
      return isAborted;
    };
  }

  #refuse({ exchange }: DispatchedExchange, { handler }: Dispatch, error: unknown): void {
    exchange.finishRefused();
    failHandler(handler, error);
  }

  #send(dispatched: DispatchedExchange, { options, handler, next }: Dispatch): unknown {
    return this.#whileDispatching(dispatched, () =>
      context.with(dispatched.exchange.operationContext, () =>
        next([dispatched.addTo(options), watchHandler(handler, dispatched)]),
      ),
    );
  }

  #whileDispatching(what: DispatchedExchange | 'ignored', dispatch: () => unknown): unknown {
    const before = this.#dispatching;
    this.#dispatching = what;
    try {
      return dispatch();
    } finally {
      this.#dispatching = before;
    }
  }
}
