import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import {
  ActivityScope,
  describeError,
  GovernedOperation,
  neverThrow,
  valuesDigest,
  type FunctionCallFacts,
} from '@openbox/spans';
import { argumentAttributes } from './argument-attributes';
import { serializeValue, toBoundedJson } from './serialize-value';
import type { TracedFunction } from './traced-function';

/** How a call ended; a result that is left out is not recorded. */
export interface CallOutcome {
  readonly result?: unknown;
  readonly error?: unknown;
}

/** One call of a traced function: its span, and within an activity its verdict. */
export interface CallRecord {
  /** The context to run the call in. */
  readonly context: Context;
  /** @throws {@link GovernanceRefusedError} (or rejects with it) when the call may not happen */
  before(): Promise<void> | void;
  /** @throws {@link GovernanceRefusedError} when the call may not happen */
  beforeSync(): void;
  /** Never throws. */
  end(outcome: CallOutcome): void;
}

/** Starts to record a call; `undefined` where nobody governs it and nobody records it. */
export function startCall(
  traced: TracedFunction,
  receiver: unknown,
  args: readonly unknown[],
): CallRecord | undefined {
  const scope = ActivityScope.current();
  if (scope !== undefined) return new GovernedCall(scope, traced, receiver, args);
  const span = neverThrow('starting a span', () => trace.getTracer('openbox.traced').startSpan(traced.name));
  return span?.isRecording() === true ? new UngovernedCall(span, traced, receiver, args) : undefined;
}

class GovernedCall implements CallRecord {
  readonly #operation: GovernedOperation;
  readonly #traced: TracedFunction;
  readonly #facts: FunctionCallFacts;

  constructor(scope: ActivityScope, traced: TracedFunction, receiver: unknown, args: readonly unknown[]) {
    const { captureArgs, maxArgLength } = traced.options;
    const module = traced.namespaceOf(receiver);
    const argsDigest = captureArgs && scope.isGated ? valuesDigest(args) : undefined;
    this.#traced = traced;
    this.#facts = {
      function: traced.functionName,
      ...(module === undefined ? {} : { module }),
      ...(captureArgs ? { args: args.map((argument) => toBoundedJson(argument, maxArgLength)) } : {}),
      ...(argsDigest === undefined ? {} : { argsDigest }),
    };
    this.#operation = new GovernedOperation(scope, {
      name: traced.name,
      attributes: callAttributes(traced, module, args),
      operation: { type: 'function_call', facts: this.#facts },
    });
  }

  get context(): Context {
    return this.#operation.context;
  }

  before(): Promise<void> | void {
    return this.#operation.before();
  }

  beforeSync(): void {
    this.#operation.beforeSync();
  }

  end(outcome: CallOutcome): void {
    const { captureException, captureResult, maxArgLength } = this.#traced.options;
    if ('error' in outcome) {
      this.#operation.end({ error: outcome.error, captureError: captureException });
      return;
    }
    const result =
      'result' in outcome && captureResult ? { result: toBoundedJson(outcome.result, maxArgLength) } : {};
    this.#operation.end({
      attributes: resultAttributes(this.#traced, outcome),
      operation: { type: 'function_call', facts: { ...this.#facts, ...result } },
    });
  }
}

class UngovernedCall implements CallRecord {
  readonly context: Context;
  readonly #span: Span;
  readonly #traced: TracedFunction;

  constructor(span: Span, traced: TracedFunction, receiver: unknown, args: readonly unknown[]) {
    this.#span = span;
    this.#traced = traced;
    this.context = trace.setSpan(context.active(), span);
    span.setAttributes(callAttributes(traced, traced.namespaceOf(receiver), args));
  }

  before(): void {
    return undefined;
  }

  beforeSync(): void {
    return undefined;
  }

  end(outcome: CallOutcome): void {
    neverThrow('ending a span', () => {
      if ('error' in outcome) this.#recordError(outcome.error);
      else this.#span.setAttributes(resultAttributes(this.#traced, outcome));
      this.#span.end();
    });
  }

  #recordError(error: unknown): void {
    const { name, message } = describeError(error);
    if (!this.#traced.options.captureException) {
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message: name });
      return;
    }
    this.#span.setAttributes({ error: true, 'error.type': name, 'error.message': message });
    this.#span.setStatus({ code: SpanStatusCode.ERROR, message });
  }
}

function callAttributes(
  traced: TracedFunction,
  module: string | undefined,
  args: readonly unknown[],
): Attributes {
  const { captureArgs, maxArgLength } = traced.options;
  return {
    'code.function': traced.functionName,
    ...(module === undefined ? {} : { 'code.namespace': module }),
    ...(captureArgs ? argumentAttributes(args, maxArgLength) : {}),
  };
}

function resultAttributes({ options }: TracedFunction, outcome: CallOutcome): Attributes {
  if (!('result' in outcome) || !options.captureResult) return {};
  return { 'function.result': serializeValue(outcome.result, options.maxArgLength) };
}
