interface Activator {
  readonly nextSeqs: { activity: number };
}

/**
 * Take the next number of the run's activities, as scheduling an activity does.
 *
 * An activity that is scheduled again by its interceptor needs a number of its own: with the old one Temporal could not
 * tell which of the two a cancellation is for. The SDK has no public way to take one; `undefined` where its activator
 * should ever be another.
 */
export function nextActivitySeq(): number | undefined {
  const activator: unknown = Reflect.get(globalThis, '__TEMPORAL_ACTIVATOR__');
  if (!isActivator(activator)) return undefined;
  const seq = activator.nextSeqs.activity;
  activator.nextSeqs.activity += 1;
  return seq;
}

function isActivator(value: unknown): value is Activator {
  if (typeof value !== 'object' || value === null) return false;
  const nextSeqs: unknown = Reflect.get(value, 'nextSeqs');
  return (
    typeof nextSeqs === 'object' && nextSeqs !== null && typeof Reflect.get(nextSeqs, 'activity') === 'number'
  );
}
