import type { JsonValue } from './json-value';

/** Whether a received value is the JSON value that was sent; the order of an object's keys does not matter. */
export function jsonEqual(sent: JsonValue | undefined, received: unknown): boolean {
  if (sent === undefined || sent === null || typeof sent !== 'object') return sent === received;
  if (typeof received !== 'object' || received === null) return false;
  if (Array.isArray(sent)) {
    return (
      Array.isArray(received) &&
      received.length === sent.length &&
      sent.every((item, index) => jsonEqual(item, (received as unknown[])[index]))
    );
  }
  if (Array.isArray(received)) return false;
  const keys = Object.keys(sent);
  return (
    Object.keys(received).length === keys.length &&
    keys.every((key) => Object.hasOwn(received, key) && jsonEqual(sent[key], Reflect.get(received, key)))
  );
}
