import { maskHeaders, type HeaderRecord } from './mask-headers';
import type { SpanBodyData } from './span-data';
import { truncateText } from './truncate-text';

/** Bodies and headers of one HTTP exchange, in whatever parts they become known. */
export interface CapturedBody {
  readonly requestBody?: string | undefined;
  readonly responseBody?: string | undefined;
  readonly requestHeaders?: HeaderRecord | undefined;
  readonly responseHeaders?: HeaderRecord | undefined;
}

/** How captured bodies and headers are bounded and masked. */
export interface BodyRules {
  readonly maxBodyChars: number;
  readonly maskHeaders: readonly string[];
  readonly captureSensitiveHeaders: boolean;
}

/** The wire form of what was captured; only what is given is in it. */
export function toSpanBody(body: CapturedBody, rules: BodyRules): SpanBodyData {
  const headerOptions = { names: rules.maskHeaders, keepSensitive: rules.captureSensitiveHeaders };
  const data: SpanBodyData = {};
  if (body.requestBody !== undefined) data.request_body = truncateText(body.requestBody, rules.maxBodyChars);
  if (body.responseBody !== undefined)
    data.response_body = truncateText(body.responseBody, rules.maxBodyChars);
  if (body.requestHeaders) data.request_headers = maskHeaders(body.requestHeaders, headerOptions);
  if (body.responseHeaders) data.response_headers = maskHeaders(body.responseHeaders, headerOptions);
  return data;
}
