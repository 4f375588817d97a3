import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ExponentialBackoff,
  type IBreaker,
  handleWhen,
  noJitterGenerator,
} from 'cockatiel';
import { type CoreAnswer } from './core-transport';
import { TransportError } from './transport-error';

/** When the client stops asking a Core that does not answer. */
export interface BreakerOptions {
  /**
   * Failures in a row (no connection, no answer, HTTP 5xx) after which Core is not asked for a while. An answer that did
   * not come within the deadline counts as all of them, unless Core answered something else meanwhile.
   * @defaultValue 5
   */
  readonly failureThreshold?: number;
  /**
   * How long Core is not asked before one event tries again, in milliseconds. Doubles with every try that fails.
   * @defaultValue 1000
   */
  readonly resetAfterMs?: number;
  /**
   * Upper bound of that time, in milliseconds.
   * @defaultValue 30_000
   */
  readonly maxResetAfterMs?: number;
}

/** Core is not asked, because it did not answer shortly before. */
export class CoreUnavailableError extends Error {
  override readonly name = 'CoreUnavailableError';
}

/** Counts failures in a row; one that cost a whole deadline counts as all of them. */
class FailureCount implements IBreaker {
  state: unknown = undefined;
  #failures = 0;
  #wholeDeadline = false;
  #lastAnswerAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly threshold: number) {}

  deadlinePassed(startedAtMs: number): void {
    if (this.#lastAnswerAtMs < startedAtMs) this.#wholeDeadline = true;
  }

  success(): void {
    this.#failures = 0;
    this.#wholeDeadline = false;
    this.#lastAnswerAtMs = performance.now();
  }

  failure(): boolean {
    this.#failures += 1;
    const isDown = this.#wholeDeadline || this.#failures >= this.threshold;
    this.#wholeDeadline = false;
    return isDown;
  }
}

/** Spares a Core that is down its events, and the events its deadline. */
export class CoreBreaker {
  readonly #policy: CircuitBreakerPolicy;
  readonly #count: FailureCount;

  constructor(options: BreakerOptions, onWarning: (message: string) => void) {
    const { failureThreshold = 5, resetAfterMs = 1000, maxResetAfterMs = 30_000 } = options;
    this.#count = new FailureCount(failureThreshold);
    this.#policy = circuitBreaker(handleWhen((error) => this.#isFailure(error)).orWhenResult(isServerError), {
      breaker: this.#count,
      halfOpenAfter: new ExponentialBackoff({
        generator: noJitterGenerator,
        initialDelay: resetAfterMs,
        maxDelay: Math.max(maxResetAfterMs, resetAfterMs),
      }),
    });
    this.#policy.onBreak(() =>
      onWarning('OpenBox Core does not answer; until it does, onApiError decides in its place'),
    );
    this.#policy.onReset(() => onWarning('OpenBox Core answers again'));
  }

  /**
   * Asks, unless Core is known not to answer. While one question tries whether it does again, the others do not wait.
   *
   * @throws {@link CoreUnavailableError} where Core was not asked.
   */
  async ask(question: () => Promise<CoreAnswer>): Promise<CoreAnswer> {
    if (this.#policy.state === CircuitState.HalfOpen) throw notAsked();
    const startedAtMs = performance.now();
    let wasAsked = false;
    try {
      return await this.#policy.execute(() => {
        wasAsked = true;
        return question().catch((error: unknown) => {
          if (error instanceof TransportError && error.kind === 'deadline')
            this.#count.deadlinePassed(startedAtMs);
          throw error;
        });
      });
    } catch (error) {
      if (!wasAsked) throw notAsked();
      throw error;
    }
  }

  #isFailure(error: Error): boolean {
    if (error instanceof TransportError)
      return error.kind === 'not_sent' || error.kind === 'lost' || error.kind === 'deadline';
    // A try that its caller broke off has shown nothing: the circuit stays open.
    return this.#policy.state === CircuitState.HalfOpen;
  }
}

function notAsked(): CoreUnavailableError {
  return new CoreUnavailableError('it did not answer shortly before, so it was not asked');
}

function isServerError(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && Number(Reflect.get(answer, 'status')) >= 500;
}
