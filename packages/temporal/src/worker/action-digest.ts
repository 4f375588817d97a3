import { createHash } from 'node:crypto';
import { toJsonValue } from '@openbox/core-client/contract';
import type { JsonValue } from '@openbox/core-client/contract';

/** What is cut off would not be part of what was approved. */
const UNCUT = { maxDepth: 1_000, maxNodes: Number.POSITIVE_INFINITY } as const;

/**
 * Names one exact action: what kind, on what, with which input. Equal actions have equal digests whatever the order of
 * their fields; whatever a retry changes (attempt, times, span ids) is not part of it.
 *
 * @returns lower-case hex of a SHA-256.
 */
export function actionDigest(action: { type: string; target: string; input: unknown }): string {
  const canonical = canonicalJson(toJsonValue([action.type, action.target, action.input], UNCUT));
  return createHash('sha256').update(canonical).digest('hex');
}

function canonicalJson(value: JsonValue): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
