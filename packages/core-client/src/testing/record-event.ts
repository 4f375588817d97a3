import { type GovernanceEvent } from '../contract/events';
import { toJsonValue } from '../contract/to-json-value';

/** An event as it would be sent, frozen all through. */
export function recordEvent(event: GovernanceEvent): GovernanceEvent {
  const copy: unknown = Object.fromEntries(
    Object.entries(event)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, toJsonValue(value)]),
  );
  return deepFreeze(copy) as GovernanceEvent;
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) deepFreeze(item);
    Object.freeze(value);
  }
  return value;
}
