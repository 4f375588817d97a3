import { OpenBoxConfigError } from '@openbox/core-client/contract';
import type { SpanProcessorLike } from '../otel/span-like';

/** Options of {@link WorkflowSpanProcessor}. */
export interface WorkflowSpanProcessorOptions {
  /**
   * URLs whose requests are not kept, such as OpenBox Core's own: scheme, host and port must be equal and the path must
   * begin with the given one, at a boundary. Such spans still reach {@link forwardTo}.
   *
   * @defaultValue `[]`
   */
  readonly ignoredUrls?: readonly string[];
  /** Gets every span, as OpenTelemetry made it; flushed and shut down with this processor. */
  readonly forwardTo?: SpanProcessorLike;
  /** Spans kept of one activity attempt; more are counted in `droppedSpans`. @defaultValue `1_000` */
  readonly maxSpansPerActivity?: number;
  /** Characters kept of a captured body; `0` keeps all. @defaultValue `65_536` */
  readonly maxBodyChars?: number;
  /** Names of further headers whose values are masked, in any case. @defaultValue `[]` */
  readonly maskHeaders?: readonly string[];
  /** Keeps the values of `authorization`, `cookie` and the like in captured headers. @defaultValue `false` */
  readonly captureSensitiveHeaders?: boolean;
}

/** {@link WorkflowSpanProcessorOptions} with every default filled in. */
export interface ResolvedWorkflowSpanProcessorOptions {
  readonly ignoredUrls: readonly string[];
  readonly forwardTo: SpanProcessorLike | undefined;
  readonly maxSpansPerActivity: number;
  readonly maxBodyChars: number;
  readonly maskHeaders: readonly string[];
  readonly captureSensitiveHeaders: boolean;
}

/**
 * Checks options and fills in the defaults.
 *
 * @throws {@link OpenBoxConfigError} naming the option that is not a whole number of its range
 */
export function resolveWorkflowSpanProcessorOptions(
  options: WorkflowSpanProcessorOptions = {},
): ResolvedWorkflowSpanProcessorOptions {
  return {
    ignoredUrls: options.ignoredUrls ?? [],
    forwardTo: options.forwardTo,
    maxSpansPerActivity: wholeNumber('maxSpansPerActivity', options.maxSpansPerActivity ?? 1_000, 1),
    maxBodyChars: wholeNumber('maxBodyChars', options.maxBodyChars ?? 65_536, 0),
    maskHeaders: options.maskHeaders ?? [],
    captureSensitiveHeaders: options.captureSensitiveHeaders ?? false,
  };
}

function wholeNumber(name: string, value: number, minimum: number): number {
  if (Number.isSafeInteger(value) && value >= minimum) return value;
  throw new OpenBoxConfigError(`${name} must be a whole number of at least ${minimum}; got ${value}.`);
}
