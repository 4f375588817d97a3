import { builtInKind } from './built-in-kind';
import { bytesOf, bytesToText, isWideArray, textOf } from './bytes-text';
import type { JsonValue } from './json-value';
import { defineField } from './plain-object';

/** Bounds of {@link toJsonValue}. What lies beyond is replaced by a marker that says so. */
export interface JsonLimits {
  /**
   * Levels of nesting; at most 1000.
   * @defaultValue 100
   */
  readonly maxDepth?: number;
  /**
   * Values in all, keys not counted.
   * @defaultValue 100_000
   */
  readonly maxNodes?: number;
  /**
   * Length of one string in UTF-16 units.
   * @defaultValue unlimited
   */
  readonly maxStringChars?: number;
}

/** Stands for a value that contains itself. */
export const CIRCULAR_MARKER = '[circular]';
/** Stands for what lies beyond a limit. */
export const TRUNCATED_MARKER = '[truncated]';
/** Stands for a value that could not be read: a getter or `toJSON` that throws, a revoked proxy. */
export const UNSERIALIZABLE_MARKER = '[unserializable]';

interface Walk {
  readonly maxDepth: number;
  readonly maxStringChars: number;
  nodesLeft: number;
  readonly path: Set<object>;
}

/**
 * Turns any value into one that JSON can hold. Never throws, never changes the value.
 *
 * As `JSON.stringify` would, except: cycles, functions, symbols and what cannot be read become markers such as
 * `[circular]`; a bigint becomes its digits; `NaN`, the infinities, an invalid `Date` and a top-level `undefined` become
 * `null`; a `Map` with string keys becomes an object and any other a list of pairs; a `Set` and an array of wide numbers
 * become lists; bytes become their text or, where they are not text, base64; an `Error` becomes its name, message, cause
 * and own fields, without its stack; a Temporal `Payload` becomes the JSON in it or `<Payload: n bytes>`. Lone surrogates
 * become U+FFFD. A field named `__proto__` stays a field.
 */
export function toJsonValue(value: unknown, limits: JsonLimits = {}): JsonValue {
  const walk: Walk = {
    maxDepth: Math.min(limits.maxDepth ?? 100, 1000),
    maxStringChars: limits.maxStringChars ?? Number.POSITIVE_INFINITY,
    nodesLeft: limits.maxNodes ?? 100_000,
    path: new Set(),
  };
  return convert(value, walk, true) ?? null;
}

/** `undefined` only for `undefined`: a field that is to be left out. */
function convert(value: unknown, walk: Walk, mayHaveToJson: boolean): JsonValue | undefined {
  if (walk.nodesLeft <= 0) return TRUNCATED_MARKER;
  walk.nodesLeft -= 1;
  switch (typeof value) {
    case 'undefined':
      return undefined;
    case 'boolean':
      return value;
    case 'number':
      return fromNumber(value);
    case 'string':
      return fromString(value, walk);
    case 'bigint':
      return value.toString();
    case 'symbol':
      return `[symbol ${wellFormed(value.description ?? '')}]`;
    case 'function':
      return functionMarker(value);
    case 'object':
      return value === null ? null : fromObject(value, walk, mayHaveToJson);
  }
}

function fromObject(value: object, walk: Walk, mayHaveToJson: boolean): JsonValue {
  if (walk.path.has(value)) return CIRCULAR_MARKER;
  if (walk.path.size >= walk.maxDepth) return TRUNCATED_MARKER;
  walk.path.add(value);
  try {
    return expand(value, walk, mayHaveToJson);
  } catch {
    return UNSERIALIZABLE_MARKER;
  } finally {
    walk.path.delete(value);
  }
}

function expand(value: object, walk: Walk, mayHaveToJson: boolean): JsonValue {
  if (Array.isArray(value)) return fromList(value, walk);
  const bytes = bytesOf(value);
  if (bytes !== undefined) return fromString(bytesToText(bytes), walk);
  if (isWideArray(value)) return fromList(value, walk);
  const kind = builtInKind(value);
  if (kind === 'Date') return fromDate(value);
  if (kind === 'RegExp') return fromString(RegExp.prototype.toString.call(value), walk);
  if (kind === 'Boxed') return convert(value.valueOf(), walk, false) ?? null;
  if (mayHaveToJson && 'toJSON' in value && typeof value.toJSON === 'function') {
    const json: unknown = Reflect.apply(value.toJSON, value, ['']);
    // An object that returns itself is then read by its fields, as JSON.stringify does.
    walk.path.delete(value);
    return convert(json, walk, false) ?? null;
  }
  if (kind === 'Map') return fromMap(value, walk);
  if (kind === 'Set') return fromList([...readSet(value)], walk);
  if (kind === 'Error') return fromError(value, walk);
  if (isPayload(value)) return fromPayload(value, walk);
  return fromFields(value, Object.keys(value), walk);
}

function fromDate(value: object): string | null {
  const timeMs: number = Date.prototype.getTime.call(value);
  return Number.isNaN(timeMs) ? null : new Date(timeMs).toISOString();
}

function fromNumber(value: number): number | null {
  if (!Number.isFinite(value)) return null;
  return Object.is(value, -0) ? 0 : value;
}

function fromString(value: string, walk: Walk): string {
  if (value.length <= walk.maxStringChars) return wellFormed(value);
  return `${wellFormed(value.slice(0, walk.maxStringChars))}...[truncated, ${String(value.length)} total chars]`;
}

// With the `u` flag a surrogate pair is one code point, so this finds the lone ones only.
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function functionMarker(value: object): string {
  try {
    const name: unknown = Reflect.get(value, 'name');
    return `[function ${typeof name === 'string' && name !== '' ? wellFormed(name) : 'anonymous'}]`;
  } catch {
    return '[function anonymous]';
  }
}

function fromList(list: ArrayLike<unknown>, walk: Walk): JsonValue[] {
  const items: JsonValue[] = [];
  const { length } = list;
  for (let index = 0; index < length; index += 1) {
    if (walk.nodesLeft <= 0) {
      items.push(`${TRUNCATED_MARKER} ${String(length - index)} more`);
      break;
    }
    items.push(readField(list, index, walk) ?? null);
  }
  return items;
}

function fromFields(value: object, keys: readonly string[], walk: Walk): Record<string, JsonValue> {
  const fields: Record<string, JsonValue> = {};
  for (const [index, key] of keys.entries()) {
    if (walk.nodesLeft <= 0) {
      defineField(fields, TRUNCATED_MARKER, `${String(keys.length - index)} more`);
      break;
    }
    const field = readField(value, key, walk);
    if (field !== undefined) defineField(fields, wellFormed(key), field);
  }
  return fields;
}

function readField(value: object, key: PropertyKey, walk: Walk): JsonValue | undefined {
  let field: unknown;
  try {
    field = Reflect.get(value, key);
  } catch {
    return UNSERIALIZABLE_MARKER;
  }
  return convert(field, walk, true);
}

function fromMap(value: object, walk: Walk): JsonValue {
  const entries = [...readMap(value)];
  if (!entries.every(([key]) => typeof key === 'string')) return fromList(entries, walk);
  const fields: Record<string, unknown> = {};
  for (const [key, item] of entries) defineField(fields, String(key), item);
  return fromFields(fields, Object.keys(fields), walk);
}

// The methods of the prototype: a subclass may have overridden its iterator.
function readMap(value: object): Iterable<[unknown, unknown]> {
  return Map.prototype.entries.call(value);
}

function readSet(value: object): Iterable<unknown> {
  return Set.prototype.values.call(value);
}

function fromError(value: object, walk: Walk): JsonValue {
  const own = Object.keys(value).filter((key) => key !== 'stack');
  const keys = new Set(['name', 'message', 'cause', 'errors', ...own]);
  return fromFields(value, [...keys], walk);
}

interface PayloadLike {
  readonly metadata: Readonly<Record<string, Uint8Array>>;
  readonly data?: Uint8Array | null;
}

function isPayload(value: object): value is PayloadLike {
  if (!('metadata' in value) || !('data' in value)) return false;
  const { metadata, data } = value;
  if (typeof metadata !== 'object' || metadata === null || !isBytes(data)) return false;
  return Object.values(metadata).every(isBytes);
}

function isBytes(value: unknown): value is Uint8Array {
  return typeof value === 'object' && value !== null && bytesOf(value) !== undefined;
}

function fromPayload({ metadata, data }: PayloadLike, walk: Walk): JsonValue {
  const bytes = data ?? new Uint8Array();
  const encoding = Object.hasOwn(metadata, 'encoding') ? metadata.encoding : undefined;
  const isJson = encoding === undefined || textOf(encoding)?.startsWith('json/') === true;
  const text = isJson ? textOf(bytes) : undefined;
  if (text !== undefined) {
    try {
      return convert(JSON.parse(text), walk, false) ?? null;
    } catch {
      // Not JSON after all: its size is said below.
    }
  }
  return `<Payload: ${String(bytes.byteLength)} bytes>`;
}
