/** Whether a value can have properties. */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** A property of anything; `undefined` where there is none, or where reading it throws. */
export function propertyOf(target: unknown, name: PropertyKey): unknown {
  if (!isObject(target)) return undefined;
  try {
    return Reflect.get(target, name);
  } catch {
    return undefined;
  }
}

/** A text that is not empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A whole number that is not negative, also where it is written as text. */
export function integerOf(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The prototype that a class gives to its instances. */
export function prototypeOf(constructor: unknown): object | undefined {
  const prototype = typeof constructor === 'function' ? propertyOf(constructor, 'prototype') : undefined;
  return isObject(prototype) ? prototype : undefined;
}
