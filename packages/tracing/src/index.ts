export { traced } from './traced';
export type { TracedOptions } from './traced-options';
export type { TracedDecorator } from './decorate';
export type { AnyFunction } from './trace-function';
export { createSpan, type SpanAttributes } from './create-span';
export { TracedSpan } from './traced-span';
