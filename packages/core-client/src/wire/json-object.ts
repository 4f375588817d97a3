import * as v from 'valibot';

/** Whether a received value is a JSON object, and not a list. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON object, whatever its fields. */
export const JsonObjectSchema = v.custom<Record<string, unknown>>(isJsonObject, 'Expected an object');
