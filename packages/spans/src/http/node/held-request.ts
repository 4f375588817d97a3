import { AsyncResource } from 'node:async_hooks';
import type { ClientRequest } from 'node:http';
import { isPromiseLike } from '../../scope/is-promise-like';
import type { HttpExchange } from '../http-exchange';
import { override } from './override';

/**
 * A request that has no connection until its verdict is there. What the program writes meanwhile is buffered by Node,
 * with its usual back-pressure, and what it does to the request works as on one that waits for a connection.
 */
export class HeldRequest {
  readonly #request: ClientRequest;
  readonly #exchange: HttpExchange;
  readonly #connect: () => unknown;
  readonly #fail: (error: unknown) => void;
  readonly #restore: (() => void)[] = [];
  #state: 'new' | 'asked' | 'over' = 'new';

  /**
   * @param connect - lets the request go on
   * @param fail - ends the request with an error, or with its own one where it was destroyed
   */
  constructor(
    request: ClientRequest,
    exchange: HttpExchange,
    connect: () => unknown,
    fail: (error: unknown) => void,
  ) {
    this.#request = request;
    this.#exchange = exchange;
    // Whoever writes the end of the body may be another activity: the connection is the caller's all the same.
    this.#connect = AsyncResource.bind(connect);
    this.#fail = AsyncResource.bind(fail);
  }

  /**
   * Asks at once where nobody decides, so that nothing is delayed. Otherwise a moment later, when the program has
   * written the request's body, so that it can be decided on: at `end()`, and at the latest before the event loop goes
   * on; where the length of the body is known, one turn later.
   */
  start(): unknown {
    if (!this.#exchange.isGoverned) return this.#ask();
    const ask = (bodyDigest: string | undefined): void => {
      if (this.#state === 'new') this.#ask(bodyDigest);
    };
    this.#restore.push(
      override(this.#request, 'end', (original) => (...args) => {
        const result = original(...args);
        ask(this.#exchange.knownBody);
        return result;
      }),
      override(this.#request, 'destroy', (original) => (...args) => {
        const result = original(...args);
        if (this.#release()) this.#fail(undefined);
        return result;
      }),
    );
    process.nextTick(() => {
      // Some libraries write a body that they have as a whole in a tick of its own. How much of any other has come by then
      // is not the same in each attempt.
      const { knownBody } = this.#exchange;
      if (this.#request.getHeader('content-length') === undefined) ask(knownBody);
      else setImmediate(ask, knownBody);
    });
    return undefined;
  }

  #ask(bodyDigest?: string): unknown {
    this.#state = 'asked';
    let answer: Promise<void> | void;
    try {
      answer = this.#exchange.before(bodyDigest);
    } catch (error) {
      this.#refuse(error);
      return undefined;
    }
    if (!isPromiseLike(answer)) {
      const isLate = this.#restore.length > 0;
      this.#release();
      return isLate ? this.#connectLate() : this.#connect();
    }
    answer.then(
      () => {
        if (this.#release()) this.#connectLate();
      },
      (error: unknown) => {
        this.#refuse(error);
      },
    );
    return undefined;
  }

  /** What Node throws to the caller of `http.request` can only be an event now. */
  #connectLate(): unknown {
    try {
      return this.#connect();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #refuse(error: unknown): void {
    this.#exchange.finishRefused();
    if (this.#release()) this.#fail(error);
  }

  /** `true` the first time. */
  #release(): boolean {
    if (this.#state === 'over') return false;
    this.#state = 'over';
    for (const restore of this.#restore.splice(0).reverse()) restore();
    return true;
  }
}
