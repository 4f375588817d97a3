import type { JsonLimits } from '@openbox/core-client/contract';

/** For what a human wrote: it is run as it is, or not at all. */
export const UNCUT: JsonLimits = { maxDepth: 1000, maxNodes: Number.POSITIVE_INFINITY };
