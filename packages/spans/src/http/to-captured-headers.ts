import { maskHeaders, type HeaderRecord } from '../data/mask-headers';
import { maskUrl } from './mask-url';
import type { ResolvedHttpCaptureOptions } from './options';

const HEADERS_WITH_URLS = ['location', 'content-location', 'referer', 'referrer', 'refresh', 'link'];

/** Headers as they are recorded: lower-case names, one text each, without secrets, also in the URLs among them. */
export function toCapturedHeaders(
  headers: HeaderRecord,
  options: ResolvedHttpCaptureOptions,
): Record<string, string> {
  const captured = maskHeaders(headers, {
    names: options.maskHeaders,
    keepSensitive: options.captureSensitiveHeaders,
  });
  for (const name of HEADERS_WITH_URLS) {
    const value = captured[name];
    if (value !== undefined) captured[name] = maskUrlsIn(value, options.maskQueryParams);
  }
  return captured;
}

function maskUrlsIn(text: string, names: ReadonlySet<string>): string {
  return text.replace(/[^\s<>,"']+/g, (part) => maskUrl(part, names));
}
