import { defineField, isPlainObject } from './plain-object';

/** Keys through which data could reach a prototype. */
export function isForbiddenKey(key: string): boolean {
  return key === '__proto__' || key === 'constructor' || key === 'prototype';
}

/**
 * Copies lists and object literals, however deep, without the keys that could reach a prototype. Anything else is taken
 * over as it is.
 */
export function copyData(value: unknown): unknown {
  const copies = new Map<object, object>();
  const pending: object[] = [];
  const copyOf = (source: unknown): unknown => {
    if (!Array.isArray(source) && !isPlainObject(source)) return source;
    const known = copies.get(source);
    if (known !== undefined) return known;
    const copy = Array.isArray(source) ? [] : {};
    copies.set(source, copy);
    pending.push(source);
    return copy;
  };
  const result = copyOf(value);
  // A loop over a list that grows, because data nested deeper than the stack may arrive.
  for (const source of pending) {
    const copy = copies.get(source);
    if (Array.isArray(copy)) for (const item of source as unknown[]) copy.push(copyOf(item));
    else if (copy !== undefined) copyFields(source, copy, copyOf);
  }
  return result;
}

function copyFields(source: object, copy: object, copyOf: (value: unknown) => unknown): void {
  for (const key of Object.keys(source)) {
    if (!isForbiddenKey(key)) defineField(copy, key, copyOf(Reflect.get(source, key)));
  }
}
