import { builtInKind } from './built-in-kind';
import { copyData, isForbiddenKey } from './copy-data';
import { jsonEqual } from './json-equal';
import type { JsonValue } from './json-value';
import { defineField, isPlainObject } from './plain-object';
import { rebuildFromList, rebuildFromText, withPrototypeOf } from './rebuild-built-in';
import { CIRCULAR_MARKER, toJsonValue, TRUNCATED_MARKER, UNSERIALIZABLE_MARKER } from './to-json-value';

export interface ReconcileOptions {
  readonly mergePlainObjects: boolean;
  readonly warn: (text: string) => void;
  /** Where in the activity's data this is, for a warning. */
  readonly path: string;
  /** Copies of the objects on the way from the root, for what refers back to them. */
  readonly copies?: ReadonlyMap<unknown, object>;
}

/**
 * The value that takes the place of `original` when Core, having seen it as `sent`, answers with `redacted`.
 *
 * What came back unchanged is the original itself. `original` is never changed: an object in which something did change
 * is copied.
 */
export function reconcile(
  original: unknown,
  sent: JsonValue | undefined,
  redacted: unknown,
  options: ReconcileOptions,
): unknown {
  if (redacted === CIRCULAR_MARKER && sent === CIRCULAR_MARKER)
    return options.copies?.get(original) ?? original;
  if (isUnseen(original, redacted)) return original;
  if (redacted === undefined || (sent !== undefined && jsonEqual(sent, redacted))) return original;
  if (sent === undefined && redacted === null && original === undefined) return original;
  if (typeof original !== 'object' || original === null) return copyData(redacted);
  if (typeof redacted === 'string') return rebuildFromText(original, redacted);
  if (Array.isArray(redacted) && Array.isArray(sent)) return reconcileList(original, sent, redacted, options);
  if (!isPlainObject(redacted) || !isPlainObject(sent)) return copyData(redacted);
  const fields = sent;
  if (builtInKind(original) === 'Map') return reconcileMap(original, fields, redacted, options);
  if (isPlainObject(original) && !options.mergePlainObjects)
    return replaceFields(original, fields, redacted, options);
  return updateInstance(original, fields, redacted, options);
}

function reconcileList(
  original: object,
  sent: JsonValue[],
  redacted: unknown[],
  options: ReconcileOptions,
): unknown {
  const source = listOf(original);
  const copy: unknown[] = [];
  const inner = withCopy(options, original, copy);
  const isList = Array.isArray(original);
  const pairwise =
    isList && source.some((item) => isInstance(item) || (options.mergePlainObjects && isPlainObject(item)));
  // The rest of a list that was cut for the event was never seen by Core, and stays.
  const isCut = isCutMark(redacted.at(-1), source[redacted.length - 1]);
  const items = isCut ? redacted.slice(0, -1) : redacted;
  for (const [index, item] of (pairwise ? items.slice(0, source.length) : items).entries()) {
    copy.push(reconcile(source[index], sent[index], item, at(inner, `[${String(index)}]`)));
  }
  if (pairwise || isCut) copy.push(...source.slice(copy.length));
  return rebuildFromList(original, copy);
}

/** What Core got a marker for in its place, it has not seen and cannot have redacted. */
function isUnseen(original: unknown, redacted: unknown): boolean {
  const isMarker = redacted === TRUNCATED_MARKER || redacted === UNSERIALIZABLE_MARKER;
  return isMarker && typeof original === 'object' && original !== null;
}

function isCutMark(last: unknown, original: unknown): boolean {
  return typeof last === 'string' && last.startsWith(`${TRUNCATED_MARKER} `) && last !== original;
}

function listOf(original: object): unknown[] {
  switch (builtInKind(original)) {
    case 'Set':
      return [...(Set.prototype.values.call(original) as Iterable<unknown>)];
    case 'Map':
      return [...(Map.prototype.entries.call(original) as Iterable<unknown>)];
    default:
      return Array.from(original as ArrayLike<unknown>);
  }
}

function isInstance(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !isPlainObject(value) &&
    !ArrayBuffer.isView(value) &&
    builtInKind(value) === undefined
  );
}

type Fields = Readonly<Record<string, JsonValue>>;

function reconcileMap(
  original: object,
  sent: Fields,
  redacted: Record<string, unknown>,
  options: ReconcileOptions,
): object {
  const entries = new Map(listOf(original) as [unknown, unknown][]);
  const copy = new Map<unknown, unknown>();
  const inner = withCopy(options, original, copy);
  for (const key of Object.keys(redacted)) {
    copy.set(key, reconcile(entries.get(key), ownField(sent, key), redacted[key], at(inner, `.${key}`)));
  }
  return withPrototypeOf(original, copy);
}

function replaceFields(
  original: Record<string, unknown>,
  sent: Fields,
  redacted: Record<string, unknown>,
  options: ReconcileOptions,
): object {
  const copy = Object.create(Object.getPrototypeOf(original) as object | null) as object;
  const inner = withCopy(options, original, copy);
  for (const key of Object.keys(redacted)) {
    if (isCutKey(key, original) || isRefused(key, original, sent, redacted, options)) continue;
    const field = Object.hasOwn(original, key) ? original[key] : undefined;
    defineField(copy, key, reconcile(field, ownField(sent, key), redacted[key], at(inner, `.${key}`)));
  }
  const isCut = Object.keys(redacted).some((key) => isCutKey(key, original));
  for (const key of Object.keys(original)) {
    // Not part of the event, such as a field that is undefined: nothing was said about it.
    const wasSent = Object.hasOwn(sent, key) && !isCut;
    if (!wasSent && !Object.hasOwn(copy, key)) defineField(copy, key, original[key]);
  }
  return copy;
}

function isCutKey(key: string, original: object): boolean {
  return key === TRUNCATED_MARKER && !Object.hasOwn(original, key);
}

function updateInstance(
  original: object,
  sent: Fields,
  redacted: Record<string, unknown>,
  options: ReconcileOptions,
): unknown {
  const copy = copyInstance(original);
  // Below an instance everything is updated in part: what a class holds is rarely of a class itself.
  const inner = { ...withCopy(options, original, copy), mergePlainObjects: true };
  for (const key of Object.keys(redacted)) {
    if (isCutKey(key, original) || isRefused(key, original, sent, redacted, options)) continue;
    if (jsonEqual(ownField(sent, key), redacted[key])) continue;
    const field: unknown = Object.hasOwn(original, key) ? Reflect.get(original, key) : undefined;
    setField(copy, key, reconcile(field, ownField(sent, key), redacted[key], at(inner, `.${key}`)));
  }
  if (!('toJSON' in original) || showsRedaction(copy, redacted)) return copy;
  // Its toJSON writes something else than its fields, so a copy would bring the original data back.
  options.warn(`${options.path} is plain data now: toJSON of its class does not write its fields`);
  return copyData(redacted);
}

function showsRedaction(copy: object, redacted: Record<string, unknown>): boolean {
  const shown = toJsonValue(copy);
  if (!isPlainObject(shown)) return false;
  const fields = shown;
  return Object.keys(redacted).every(
    (key) => isForbiddenKey(key) || jsonEqual(ownField(fields, key), redacted[key]),
  );
}

function copyInstance(original: object): object {
  const descriptors: PropertyDescriptorMap = {};
  for (const key of Reflect.ownKeys(original)) {
    const descriptor = Object.getOwnPropertyDescriptor(original, key);
    if (descriptor === undefined) continue;
    const isData = 'value' in descriptor;
    const free = isData
      ? { ...descriptor, writable: true, configurable: true }
      : { ...descriptor, configurable: true };
    Object.defineProperty(descriptors, key, { value: free, enumerable: true });
  }
  return Object.create(Object.getPrototypeOf(original) as object | null, descriptors) as object;
}

function setField(copy: object, key: string, value: unknown): void {
  const own = Object.getOwnPropertyDescriptor(copy, key);
  if (own !== undefined && 'value' in own) {
    Object.defineProperty(copy, key, { ...own, value });
    return;
  }
  try {
    if (findSetter(copy, key) && Reflect.set(copy, key, value)) return;
  } catch {
    // A setter over a #private field, which a copy has not: an own field then hides the accessor.
  }
  defineField(copy, key, value);
}

function findSetter(object: object, key: string): boolean {
  for (
    let owner: object | null = object;
    owner !== null;
    owner = Object.getPrototypeOf(owner) as object | null
  ) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    if (descriptor !== undefined) return descriptor.set !== undefined;
  }
  return false;
}

function isRefused(
  key: string,
  original: object,
  sent: Fields,
  redacted: Record<string, unknown>,
  options: ReconcileOptions,
): boolean {
  if (!isForbiddenKey(key)) return false;
  const isUnchanged = Object.hasOwn(original, key) && jsonEqual(ownField(sent, key), redacted[key]);
  if (!isUnchanged) options.warn(`${options.path}.${key} is ignored: the name could reach a prototype`);
  return !isUnchanged;
}

function ownField(fields: Fields, key: string): JsonValue | undefined {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}

function at(options: ReconcileOptions, step: string): ReconcileOptions {
  return { ...options, path: options.path + step };
}

function withCopy(options: ReconcileOptions, original: unknown, copy: object): ReconcileOptions {
  return { ...options, copies: new Map(options.copies).set(original, copy) };
}
