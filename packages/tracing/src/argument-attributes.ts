import { neverThrow } from '@openbox/spans';
import { serializeValue } from './serialize-value';

const MAX_ARGUMENTS = 32;

/**
 * Arguments as span attributes: each one as `function.arg.N`. TypeScript has no keyword arguments, an object as the last
 * argument is what takes their place: its fields are `function.kwarg.X` as well.
 */
export function argumentAttributes(args: readonly unknown[], maxLength: number): Record<string, string> {
  const attributes: Record<string, string> = {};
  args.slice(0, MAX_ARGUMENTS).forEach((argument, index) => {
    attributes[`function.arg.${index}`] = serializeValue(argument, maxLength);
  });
  neverThrow('reading keyword arguments', () => {
    for (const [key, value] of keywordArguments(args.at(-1))) {
      attributes[`function.kwarg.${key}`] = serializeValue(value, maxLength);
    }
  });
  return attributes;
}

function keywordArguments(last: unknown): [string, unknown][] {
  if (typeof last !== 'object' || last === null) return [];
  const prototype: unknown = Object.getPrototypeOf(last);
  // Not compared with Object.prototype, which under Jest may be that of another realm.
  const isPlain = prototype === null || (Object.getPrototypeOf(prototype) === null && !Array.isArray(last));
  if (!isPlain) return [];
  return Object.entries(last).slice(0, MAX_ARGUMENTS);
}
