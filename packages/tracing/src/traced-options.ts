import { OpenBoxConfigError } from '@openbox/core-client/contract';

/** Options of {@link traced}. */
export interface TracedOptions {
  /** Name of the span. @defaultValue the function's name */
  readonly name?: string;
  /**
   * Value of `code.namespace`.
   *
   * @defaultValue the class of a method; otherwise the file that called {@link traced}, without its extension, relative
   * to the working directory
   */
  readonly module?: string;
  /**
   * Whether arguments are recorded (`function.arg.N`, `function.kwarg.X`) and shown to the gate.
   *
   * @defaultValue `true`
   */
  readonly captureArgs?: boolean;
  /** Whether the result is recorded (`function.result`) and shown to the gate. @defaultValue `true` */
  readonly captureResult?: boolean;
  /**
   * Whether an error is described (`error`, `error.type`, `error.message`); otherwise only its type is told, as the
   * status of the span.
   *
   * @defaultValue `true`
   */
  readonly captureException?: boolean;
  /** Characters kept of each argument and of the result. @defaultValue `2_000` */
  readonly maxArgLength?: number;
  /**
   * Whether the function's caller can wait. Set it for a function that returns a promise without being declared `async`:
   * the gate is then asked without blocking, and the caller always gets a promise.
   *
   * @defaultValue whether the function is declared `async`
   */
  readonly async?: boolean;
}

/** {@link TracedOptions} with the defaults that do not depend on the function. */
export interface ResolvedTracedOptions {
  readonly name: string | undefined;
  readonly module: string | undefined;
  readonly captureArgs: boolean;
  readonly captureResult: boolean;
  readonly captureException: boolean;
  readonly maxArgLength: number;
  readonly async: boolean | undefined;
}

/**
 * Checks options and fills in the defaults.
 *
 * @throws {@link OpenBoxConfigError} where `maxArgLength` is not a whole number of at least 1
 */
export function resolveTracedOptions(options: TracedOptions = {}): ResolvedTracedOptions {
  const maxArgLength = options.maxArgLength ?? 2_000;
  if (!Number.isSafeInteger(maxArgLength) || maxArgLength < 1) {
    throw new OpenBoxConfigError(
      `maxArgLength of traced must be a whole number of at least 1; got ${maxArgLength}.`,
    );
  }
  return {
    name: options.name,
    module: options.module,
    captureArgs: options.captureArgs ?? true,
    captureResult: options.captureResult ?? true,
    captureException: options.captureException ?? true,
    maxArgLength,
    async: options.async,
  };
}
