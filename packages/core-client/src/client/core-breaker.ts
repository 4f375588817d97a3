import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  DelegateBackoff,
  type IBreaker,
  handleWhen,
  isBrokenCircuitError,
} from 'cockatiel';
import { type CoreAnswer } from './core-transport';
import { TransportError, type TransportErrorKind } from './transport-error';

/** When the client stops asking a Core that does not answer. */
export interface BreakerOptions {
  /**
   * Failures in a row (no connection, no answer, HTTP 502 to 504) after which Core is not asked for a while. An answer that did
   * not come within the deadline counts as all of them, unless Core answered something else meanwhile.
   * @defaultValue 5
   */
  readonly failureThreshold?: number;
  /**
   * How long Core is given for the event that tries whether it answers again, in milliseconds. Doubles with every try that
   * fails, up to the client's timeout. The first try is made at once.
   * @defaultValue 250
   */
  readonly probeTimeoutMs?: number;
  /**
   * How long Core is not asked after a try that failed, in milliseconds. Doubles with every further one.
   * @defaultValue 1000
   */
  readonly resetAfterMs?: number;
  /**
   * Upper bound of that time, in milliseconds.
   * @defaultValue 5000
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
  readonly #probeTimeoutMs: number;
  /** Tries that failed since Core was last known to answer. */
  #failedProbes = 0;

  constructor(options: BreakerOptions, onWarning: (message: string) => void) {
    const { failureThreshold = 5, resetAfterMs = 1000, maxResetAfterMs = 5000 } = options;
    this.#probeTimeoutMs = options.probeTimeoutMs ?? 250;
    this.#count = new FailureCount(failureThreshold);
    this.#policy = circuitBreaker(
      handleWhen((error) => this.#isFailure(error)).orWhenResult(isGatewayError),
      {
        breaker: this.#count,
        // One bad answer does not make Core blind to what comes next: the first try is at once, and short.
        halfOpenAfter: new DelegateBackoff(() =>
          this.#failedProbes === 0
            ? 0
            : Math.min(resetAfterMs * 2 ** (this.#failedProbes - 1), Math.max(maxResetAfterMs, resetAfterMs)),
        ),
      },
    );
    this.#policy.onBreak(() =>
      onWarning('OpenBox Core does not answer; until it does, onApiError decides in its place'),
    );
    this.#policy.onReset(() => {
      this.#failedProbes = 0;
      onWarning('OpenBox Core answers again');
    });
  }

  /** The time for a question that this breaker would not let through as usual; `undefined` while it lets all through. */
  get probeTimeoutMs(): number | undefined {
    return this.#policy.state === CircuitState.Closed ? undefined : this.#probeTimeoutMs;
  }

  /**
   * Asks, unless Core is known not to answer. While one question tries whether it does again, the others do not wait.
   *
   * @param question - gets the time that it may take, where that is shorter than usual.
   * @throws {@link CoreUnavailableError} where Core was not asked.
   */
  async ask(question: (timeoutMs?: number) => Promise<CoreAnswer>): Promise<CoreAnswer> {
    if (this.#policy.state === CircuitState.HalfOpen) throw notAsked();
    const startedAtMs = performance.now();
    try {
      return await this.#policy.execute(async () => {
        const isProbe = this.#policy.state !== CircuitState.Closed;
        const timeoutMs = isProbe ? this.#probeTimeoutMs * 2 ** this.#failedProbes : undefined;
        if (isProbe) this.#failedProbes += 1;
        try {
          return await question(timeoutMs);
        } catch (error) {
          if (kindOf(error) === 'deadline') this.#count.deadlinePassed(startedAtMs);
          throw error;
        }
      });
    } catch (error) {
      if (isBrokenCircuitError(error)) throw notAsked();
      throw error;
    }
  }

  #isFailure(error: Error): boolean {
    const kind = kindOf(error);
    if (kind !== undefined) return kind === 'not_sent' || kind === 'lost' || kind === 'deadline';
    // A try that its caller broke off has shown nothing: the circuit stays open.
    return this.#policy.state === CircuitState.HalfOpen;
  }
}

function kindOf(error: unknown): TransportErrorKind | undefined {
  return error instanceof TransportError ? error.kind : undefined;
}

function notAsked(): CoreUnavailableError {
  return new CoreUnavailableError('it did not answer shortly before, so it was not asked');
}

// A gateway that has nobody behind it. HTTP 500 is an answer of Core, and a quick one: other events may fare better.
function isGatewayError(answer: unknown): boolean {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    [502, 503, 504].includes(Number(Reflect.get(answer, 'status')))
  );
}
