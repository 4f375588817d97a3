import { OpenBoxConfigError } from '@openbox/core-client/contract';
import { ignoredUrlMatcher, type UrlMatcher } from '../processor/ignored-urls';
import type { WorkflowSpanProcessor } from '../processor/workflow-span-processor';

/** Options of {@link httpCapture}. */
export interface HttpCaptureOptions {
  /**
   * Bytes (UTF-8) kept of the text of each body; what is cut off is counted in a suffix. `0` keeps all.
   *
   * @defaultValue the processor's `maxBodyChars`: `65_536`
   */
  readonly maxBodyBytes?: number;
  /** Names of further headers whose values are masked, in any case, beside those of the processor. @defaultValue `[]` */
  readonly maskHeaders?: readonly string[];
  /**
   * Keeps the values of `authorization`, `cookie` and the like in captured headers, as the specification's example does.
   *
   * @defaultValue the processor's `captureSensitiveHeaders`: `false`
   */
  readonly captureSensitiveHeaders?: boolean;
  /** Names of further query parameters whose values are masked in URLs, in any case. @defaultValue `[]` */
  readonly maskQueryParams?: readonly string[];
  /**
   * URLs below which requests are neither governed nor recorded, beside those of the processor. The scheme, the host and
   * the port must be equal and the path must begin with the given one, at a boundary.
   *
   * @defaultValue `[]`
   */
  readonly ignoredUrls?: readonly string[];
}

/** {@link HttpCaptureOptions} together with those of the processor that the requests are recorded for. */
export interface ResolvedHttpCaptureOptions {
  readonly maxBodyBytes: number;
  readonly maskHeaders: readonly string[];
  readonly captureSensitiveHeaders: boolean;
  readonly maskQueryParams: ReadonlySet<string>;
  readonly isIgnoredUrl: UrlMatcher;
}

/**
 * Checks options and fills in the defaults.
 *
 * @throws {@link OpenBoxConfigError} naming the option: a `maxBodyBytes` that is not a whole number, or an `ignoredUrls`
 * entry that is not an absolute http or https URL
 */
export function resolveHttpCaptureOptions(
  options: HttpCaptureOptions,
  processor: WorkflowSpanProcessor,
): ResolvedHttpCaptureOptions {
  const { bodyRules } = processor;
  const maxBodyBytes = options.maxBodyBytes ?? bodyRules.maxBodyChars;
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 0) {
    throw new OpenBoxConfigError(`maxBodyBytes must be a whole number of at least 0; got ${maxBodyBytes}.`);
  }
  const isIgnoredHere = ignoredUrlMatcher(options.ignoredUrls ?? []);
  return {
    maxBodyBytes,
    maskHeaders: [...bodyRules.maskHeaders, ...(options.maskHeaders ?? [])],
    captureSensitiveHeaders: options.captureSensitiveHeaders ?? bodyRules.captureSensitiveHeaders,
    maskQueryParams: new Set(options.maskQueryParams?.map((name) => name.toLowerCase())),
    isIgnoredUrl: (url) => isIgnoredHere(url) || processor.isIgnoredUrl(url),
  };
}
