const CARRIED_KEY = 'openbox.heartbeatDetails';

/**
 * Heartbeat details of an activity's own code while the activity is scheduled again, as one more argument: arguments pass
 * the user's codec, which headers do not. The activity's header says that it is there.
 *
 * A worker of an earlier build, or without us, hands it to the body, after all arguments of its own.
 */
export interface CarriedDetails {
  readonly [CARRIED_KEY]: unknown;
}

/** The argument that carries heartbeat details. */
export function toCarried(details: unknown): CarriedDetails {
  return { [CARRIED_KEY]: details };
}

/** Whether an argument carries heartbeat details, and nothing else. */
export function isCarried(value: unknown): value is CarriedDetails {
  if (typeof value !== 'object' || value === null) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && keys[0] === CARRIED_KEY;
}

/** The details that an argument carries. */
export function fromCarried({ [CARRIED_KEY]: details }: CarriedDetails): unknown {
  return details;
}
