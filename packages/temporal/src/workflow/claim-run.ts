/** Marks the activator of a run, across copies of this package. */
const CLAIMED = Symbol.for('openbox.governed-run');

/**
 * Claim the run that is being set up, for the copy of this package that asks first: a bundle may hold several, which
 * would each report everything.
 *
 * Temporal makes one activator for each run, before it loads interceptors, whether or not runs share a V8 context. Where
 * there should ever be none every copy governs: reported twice is better than not at all.
 *
 * @returns `false` where another copy has claimed it.
 */
export function claimRun(): boolean {
  const activator: unknown = Reflect.get(globalThis, '__TEMPORAL_ACTIVATOR__');
  if (typeof activator !== 'object' || activator === null) return true;
  if (Reflect.has(activator, CLAIMED)) return false;
  Reflect.defineProperty(activator, CLAIMED, { value: true });
  return true;
}
