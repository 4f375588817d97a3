import { builtInKind } from './built-in-kind';
import { bytesFromText, bytesOf } from './bytes-text';

/**
 * A redacted text in the class of the value it replaces: a `Date` stays one where the text is a time, bytes stay bytes.
 * Otherwise the text itself.
 */
export function rebuildFromText(original: object, text: string): unknown {
  if (builtInKind(original) === 'Date') {
    return /^\d{4}-\d{2}-\d{2}T.*Z$/.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text) : text;
  }
  const bytes = bytesOf(original);
  return bytes === undefined ? text : bytesLike(original, bytesFromText(text, bytes));
}

function bytesLike(original: object, bytes: Uint8Array): object {
  switch (Object.prototype.toString.call(original)) {
    case '[object ArrayBuffer]':
    case '[object SharedArrayBuffer]':
      return bytes.buffer;
    case '[object DataView]':
      return new DataView(bytes.buffer);
    case '[object Int8Array]':
      return new Int8Array(bytes.buffer);
    case '[object Uint8ClampedArray]':
      return new Uint8ClampedArray(bytes.buffer);
    default:
      // A Buffer is a Uint8Array with another prototype.
      return Object.setPrototypeOf(bytes, Object.getPrototypeOf(original) as object) as object;
  }
}

/** A redacted list in the class of the collection it replaces: an array of wide numbers, a `Set`, a `Map` with any keys. */
export function rebuildFromList(original: object, items: unknown[]): unknown {
  const kind = builtInKind(original);
  if (kind === 'Set') return withPrototypeOf(original, new Set(items));
  if (kind === 'Map' && items.every((item) => Array.isArray(item) && item.length === 2)) {
    return withPrototypeOf(original, new Map(items as [unknown, unknown][]));
  }
  return ArrayBuffer.isView(original) ? numbersLike(original, items) : items;
}

function numbersLike(original: ArrayBufferView, items: unknown[]): unknown {
  const tag = Object.prototype.toString.call(original).slice(8, -1);
  if (tag.startsWith('Big')) {
    if (!items.every((item) => typeof item === 'string' && /^-?\d+$/.test(item))) return items;
    const integers = items.map((item) => BigInt(String(item)));
    return tag === 'BigInt64Array' ? BigInt64Array.from(integers) : BigUint64Array.from(integers);
  }
  const constructors = { Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array };
  for (const [name, constructor] of Object.entries(constructors)) {
    if (name === tag && items.every((item) => typeof item === 'number')) return constructor.from(items);
  }
  return items;
}

/** Gives a rebuilt collection the class of the one that it replaces. */
export function withPrototypeOf<T extends object>(original: object, rebuilt: T): T {
  Object.setPrototypeOf(rebuilt, Object.getPrototypeOf(original) as object);
  return rebuilt;
}
