import { OpenBoxConfigError } from '@openbox/core-client/contract';
import { traceFunction, type AnyFunction } from './trace-function';
import type { TracedFunction } from './traced-function';
import { resolveTracedOptions, type TracedOptions } from './traced-options';

/** What `traced(options)` gives: a decorator of methods and of fields that hold a function, and a wrapper. */
export interface TracedDecorator {
  <F extends AnyFunction>(method: F, context?: ClassMethodDecoratorContext): F;
  <F extends AnyFunction>(
    field: undefined,
    context: ClassFieldDecoratorContext<unknown, F>,
  ): (initial: F) => F;
  <F extends AnyFunction>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<F>,
  ): TypedPropertyDescriptor<F>;
}

type DecoratorContext = ClassMethodDecoratorContext | ClassFieldDecoratorContext | ClassDecoratorContext;

const WHERE = 'traced decorates methods, and fields that hold a function';

/** Recognises the second argument of a standard decorator. */
export function isDecoratorContext(value: unknown): value is DecoratorContext {
  return typeof value === 'object' && value !== null && 'kind' in value && 'addInitializer' in value;
}

/** Recognises the arguments of a decorator under `experimentalDecorators`. */
export function isLegacyDecoration(args: readonly unknown[]): boolean {
  const [target, key, descriptor] = args;
  const isTarget = (typeof target === 'object' && target !== null) || typeof target === 'function';
  const isKey = typeof key === 'string' || typeof key === 'symbol';
  return (
    isTarget && isKey && args.length >= 2 && (descriptor === undefined || typeof descriptor === 'object')
  );
}

/** Makes the decorator for both kinds. */
export function decorate(options: TracedOptions): (...args: readonly unknown[]) => unknown {
  return (...args) => {
    const [first, second, third] = args;
    return isDecoratorContext(second)
      ? decorateStandard(options, first, second)
      : decorateLegacy(options, first, second, third);
  };
}

function decorateStandard(options: TracedOptions, value: unknown, context: DecoratorContext): unknown {
  const traced = tracedMethod(options, String(context.name ?? 'anonymous'));
  if (context.kind === 'method' && isFunction(value)) return traceFunction(value, traced);
  if (context.kind === 'field') {
    return (initial: unknown) => {
      if (!isFunction(initial)) throw new OpenBoxConfigError(`${WHERE}; ${traced.functionName} holds none.`);
      return traceFunction(initial, traced);
    };
  }
  throw new OpenBoxConfigError(`${WHERE}, not a ${context.kind}.`);
}

function decorateLegacy(options: TracedOptions, target: unknown, key: unknown, descriptor: unknown): unknown {
  const name = String(key);
  if (
    typeof descriptor !== 'object' ||
    descriptor === null ||
    !('value' in descriptor) ||
    !isFunction(descriptor.value)
  ) {
    throw new OpenBoxConfigError(`${WHERE}; ${name} is no method.`);
  }
  const traced = traceFunction(descriptor.value, tracedMethod(options, name, classOf(target)));
  return { ...descriptor, value: traced };
}

function tracedMethod(options: TracedOptions, functionName: string, className?: string): TracedFunction {
  const resolved = resolveTracedOptions(options);
  return {
    name: resolved.name ?? functionName,
    functionName,
    namespaceOf: (receiver) => resolved.module ?? className ?? classOf(receiver),
    options: resolved,
  };
}

/** The class of an instance, or the class itself where the method is static. */
function classOf(receiver: unknown): string | undefined {
  if (typeof receiver === 'function') return receiver.name || undefined;
  if (typeof receiver !== 'object' || receiver === null) return undefined;
  const constructor: unknown = Reflect.get(receiver, 'constructor');
  return typeof constructor === 'function' ? constructor.name || undefined : undefined;
}

function isFunction(value: unknown): value is AnyFunction {
  return typeof value === 'function';
}
