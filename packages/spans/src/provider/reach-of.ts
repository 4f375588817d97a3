import { currentProvider } from './current-provider';
import { spanProcessorsOf } from './sdk-tracer-provider';
import { isSharedProvider } from './shared-provider';
import { startsNoSpans } from './starts-no-spans';

/**
 * How spans of the global OpenTelemetry API relate to a processor.
 *
 * - `seen`: the global provider hands its spans to the processor.
 * - `none`: there is no global provider.
 * - `unseen`: the global provider knows nothing of the processor.
 */
export type Reach = 'seen' | 'none' | 'unseen';

/** Finds out how the global provider of this moment relates to a processor, or to what was added in its place. */
export function reachOf(isOurs: (processor: unknown) => boolean): Reach {
  const { provider } = currentProvider();
  const processors = isSharedProvider(provider) ? provider.processors : spanProcessorsOf(provider);
  if (processors.some(isOurs)) return 'seen';
  return isSharedProvider(provider) || startsNoSpans(provider) ? 'none' : 'unseen';
}
