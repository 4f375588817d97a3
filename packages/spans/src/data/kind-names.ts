import type { SpanKindName } from './span-data';

/** The specification's names of OpenTelemetry's span kinds, by their number. */
export const KIND_NAMES: readonly SpanKindName[] = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
