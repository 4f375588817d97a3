import { OpenBoxConfigError } from '@openbox/core-client/contract';
import { callerModule } from './caller-module';
import { decorate, isDecoratorContext, isLegacyDecoration, type TracedDecorator } from './decorate';
import { traceFunction, type AnyFunction } from './trace-function';
import { resolveTracedOptions, type TracedOptions } from './traced-options';

/**
 * Records each call of a function as a span, with its arguments, its result or its error, and asks for its verdict where
 * it is called within an activity. What the function returns and throws stays as it is.
 *
 * A function declared `async` waits for its verdict. Any other function is asked for synchronously, which blocks; for one
 * that returns a promise without being `async`, set {@link TracedOptions.async}. A generator is asked for at its first
 * step.
 *
 * Arguments become `function.arg.0`, `function.arg.1`, …; the fields of an object that is the last argument, the
 * TypeScript form of keyword arguments, become `function.kwarg.<field>` as well.
 *
 * @example As a wrapper
 * ```ts
 * const charge = traced(async (order: Order) => bank.charge(order));
 * const refund = traced('refund-payment', async (order: Order) => bank.refund(order));
 * const login = traced(checkPassword, { captureArgs: false, captureResult: false });
 * ```
 * @example As a decorator, standard or `experimentalDecorators`
 * ```ts
 * class Payments {
 *   \@traced async charge(order: Order) {}
 *   \@traced({ name: 'refund-payment', maxArgLength: 500 }) async refund(order: Order) {}
 * }
 * ```
 * @throws {@link OpenBoxConfigError} for what is neither a function nor a method, or for a wrong option
 */
export function traced<F extends AnyFunction>(method: F, context: ClassMethodDecoratorContext): F;
export function traced<F extends AnyFunction>(
  target: object,
  key: string | symbol,
  descriptor: TypedPropertyDescriptor<F>,
): TypedPropertyDescriptor<F>;
export function traced<F extends AnyFunction>(name: string, fn: F, options?: TracedOptions): F;
export function traced<F extends AnyFunction>(fn: F, options?: TracedOptions): F;
export function traced(options?: TracedOptions): TracedDecorator;
export function traced(...args: readonly unknown[]): unknown {
  const [first, second, third] = args;
  if (isDecoratorContext(second) || isLegacyDecoration(args)) return decorate({})(...args);
  if (typeof first === 'string') return wrap(second, { ...optionsOf(third), name: first });
  if (typeof first === 'function') return wrap(first, optionsOf(second));
  const options = optionsOf(first);
  const decorator = decorate(options);
  return (...decorated: readonly unknown[]): unknown =>
    isDecoratorContext(decorated[1]) || isLegacyDecoration(decorated)
      ? decorator(...decorated)
      : wrap(decorated[0], options);
}

function wrap(fn: unknown, options: TracedOptions): AnyFunction {
  if (!isFunction(fn)) {
    throw new OpenBoxConfigError(
      'traced takes a function: traced(fn), traced(name, fn) or @traced on a method.',
    );
  }
  const resolved = resolveTracedOptions(options);
  const module = resolved.module ?? callerModule(traced);
  const functionName = fn.name || resolved.name || 'anonymous';
  return traceFunction(fn, {
    name: resolved.name ?? functionName,
    functionName,
    namespaceOf: () => module,
    options: resolved,
  });
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
}

function optionsOf(value: unknown): TracedOptions {
  return typeof value === 'object' && value !== null ? value : {};
}
