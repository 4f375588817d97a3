/** Names of signals, queries and updates that are Temporal's own: interceptors never see them, and neither does Core. */
const INTERNAL = /^__temporal_|^__(?:enhanced_)?stack_trace$/;

export function isInternalName(name: string): boolean {
  return INTERNAL.test(name);
}
