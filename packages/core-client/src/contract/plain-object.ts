/**
 * Whether this is an object literal (or one with a `null` prototype), of whatever realm: a Workflow isolate and a test
 * runner have an `Object` of their own.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.prototype.hasOwnProperty.call(prototype, 'isPrototypeOf');
}

/** Sets an own property, also one named `__proto__`, which an assignment would take for the prototype. */
export function defineField(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}
