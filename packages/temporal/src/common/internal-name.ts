import { RUN_WAITS_QUERY, WAKE_SIGNAL } from './run-waits';

/** Names of signals, queries and updates that are Temporal's own: interceptors never see them. */
const TEMPORALS = /^__temporal_|^__(?:enhanced_)?stack_trace$/;

/** Whether a signal, query or update is Temporal's own or ours: Core never sees it. */
export function isInternalName(name: string): boolean {
  return TEMPORALS.test(name) || name === RUN_WAITS_QUERY || name === WAKE_SIGNAL;
}
