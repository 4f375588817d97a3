const GOVERNED = Symbol.for('openbox.instrument-db.governed');

/** Marks a command, so that a driver that sends it again, or through another layer, is not asked twice. */
export function markGoverned(command: object): void {
  Object.defineProperty(command, GOVERNED, { value: true, configurable: true });
}

/** Whether {@link markGoverned} was called for a command. */
export function isGoverned(command: object): boolean {
  return Object.hasOwn(command, GOVERNED);
}
