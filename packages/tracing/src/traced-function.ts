import type { ResolvedTracedOptions } from './traced-options';

/** A function that is traced, and how. */
export interface TracedFunction {
  /** Name of the span. */
  readonly name: string;
  /** Value of `code.function`. */
  readonly functionName: string;
  /** Value of `code.namespace` for a call with this receiver. */
  namespaceOf(receiver: unknown): string | undefined;
  readonly options: ResolvedTracedOptions;
}
