import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { EventMatcher } from './policy-schema';

/** Whether an event is one of those that a rule is about: every given name must fit, exactly. */
export function matchesEvent(on: EventMatcher | undefined, event: GovernanceEvent): boolean {
  if (on === undefined) return true;
  return (
    includes(on.event_type, event.event_type) &&
    includes(on.activity_type, event.activity_type) &&
    includes(on.workflow_type, event.workflow_type) &&
    includes(on.signal_name, event.signal_name) &&
    includes(on.task_queue, event.task_queue) &&
    includes(on.status, event.status)
  );
}

function includes(names: readonly string[] | undefined, name: string | undefined): boolean {
  return names === undefined || (name !== undefined && names.includes(name));
}
