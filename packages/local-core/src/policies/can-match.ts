import { GovernanceEventType } from '@openbox/core-client/contract';
import { canCarryTogether } from '../conditions/event-fields';
import type { EventMatcher } from './policy-schema';

/** Whether there can be an event that has everything a rule asks for: a signal has no activity. */
export function canMatch(on: EventMatcher): boolean {
  const { event_type: types = Object.values(GovernanceEventType), ...fields } = on;
  const asked = Object.entries(fields).filter(([, names]) => names !== undefined);
  return canCarryTogether(
    types,
    asked.map(([field]) => field),
  );
}
