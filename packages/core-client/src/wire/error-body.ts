import * as v from 'valibot';
import { isJsonObject } from './json-object';
import { textField } from './lenient-field';

/** Body of every answer that is not 200. */
export const ErrorBodySchema = v.looseObject({ code: v.number(), message: v.string() });

/** An error answer in its wire form. */
export type ErrorBody = v.InferOutput<typeof ErrorBodySchema>;

/** The machine-readable reason of a 401 or 403: `reason_code`, else `code`, else `reason`. */
export function parseReasonCode(body: unknown): string | undefined {
  if (!isJsonObject(body)) return undefined;
  return [body.reason_code, body.code, body.reason].map(textField).find((code) => code !== undefined);
}
