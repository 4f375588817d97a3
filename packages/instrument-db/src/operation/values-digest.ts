import { createHash } from 'node:crypto';
import { neverThrow } from '@openbox/spans';

/**
 * Digest of the values that go with a statement, so that one action can be told from another without showing them. The
 * same program gives the same digest in another process.
 *
 * @returns `undefined` where there are no values
 */
export function valuesDigest(values: unknown): string | undefined {
  if (values === undefined || values === null || (Array.isArray(values) && values.length === 0))
    return undefined;
  // A getter in a document of the program may throw; nothing else is as unreadable as this one.
  const text = neverThrow('reading the values of a statement', () => JSON.stringify(values, readable));
  return createHash('sha256')
    .update(text ?? 'unreadable')
    .digest('hex');
}

/** What JSON would leave out, or take for something else. */
function readable(this: unknown, _name: string, value: unknown): unknown {
  switch (typeof value) {
    case 'bigint':
      return `${value}n`;
    case 'undefined':
      return { undefined: true };
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    default:
      return value instanceof Map ? [...value] : value instanceof Set ? [...value] : value;
  }
}
