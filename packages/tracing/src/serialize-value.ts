import { toJsonValue, UNSERIALIZABLE_MARKER, type JsonValue } from '@openbox/core-client/contract';

/** What stands for a value that cannot be read; must match the other OpenBox SDKs. */
export const UNSERIALIZABLE = '<unserializable>';

const TRUNCATED_SUFFIX = '...[truncated]';

/** JSON of anything, no larger than a text of `maxLength` characters needs it. Never throws. */
export function toBoundedJson(value: unknown, maxLength: number): JsonValue {
  return toJsonValue(value, { maxNodes: maxLength, maxStringChars: maxLength, maxDepth: 50 });
}

/**
 * A value as the text of an attribute: a string as it is, everything else as JSON, `null` for `undefined`; cut after
 * `maxLength` characters. Never throws.
 */
export function serializeValue(value: unknown, maxLength: number): string {
  if (typeof value === 'string') return cut(value, maxLength);
  const json = toBoundedJson(value, maxLength);
  if (json === UNSERIALIZABLE_MARKER) return UNSERIALIZABLE;
  return cut(typeof json === 'string' ? json : JSON.stringify(json), maxLength);
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const lastKept = text.charCodeAt(maxLength - 1);
  const splitsPair = lastKept >= 0xd800 && lastKept <= 0xdbff;
  return text.slice(0, splitsPair ? maxLength - 1 : maxLength) + TRUNCATED_SUFFIX;
}
