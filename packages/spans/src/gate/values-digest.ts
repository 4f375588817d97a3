import { createHash } from 'node:crypto';
import { canonicalText, type CanonicalTextOptions } from './canonical-text';

/**
 * Digest of the values that go into an operation, so that one action can be told from another without showing them: a
 * SHA-256 in hex. The same program gives the same digest in another process.
 *
 * @returns `undefined` where there are no values
 */
export function valuesDigest(values: unknown, options?: CanonicalTextOptions): string | undefined {
  if (values === undefined || values === null || (Array.isArray(values) && values.length === 0))
    return undefined;
  return createHash('sha256').update(canonicalText(values, options)).digest('hex');
}
