import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An error in the form of the wire contract. */
export function errorResponse(
  context: Context,
  code: ContentfulStatusCode,
  message: string,
  reasonCode?: string,
): Response {
  const body = { code, message, ...(reasonCode !== undefined && { reason_code: reasonCode }) };
  return context.json(body, code);
}
