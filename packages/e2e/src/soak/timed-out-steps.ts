import type { History } from '../harness/history';
import { textOf } from '../harness/history';
import { isLocal } from './plan';
import type { Step } from './plan';

/**
 * Names of the steps whose activity was tried again because an earlier attempt took longer than Temporal gives it; of local
 * activities those whose workflow task may have.
 */
export function timedOutSteps(history: History, steps: readonly Step[]): string[] {
  const events = history.events ?? [];
  const late = events.flatMap(({ activityTaskStartedEventAttributes: started }) =>
    started?.lastFailure?.timeoutFailureInfo == null ? [] : [String(started.scheduledEventId)],
  );
  const isTaskLate = events.some(({ workflowTaskTimedOutEventAttributes: timedOut }) => timedOut != null);
  const lateLocals = isTaskLate ? steps.filter(isLocal).map(({ name }) => name) : [];
  const lateActivities = events
    .filter(({ eventId }) => late.includes(String(eventId)))
    .flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
      const input = textOf(scheduled?.input);
      return steps.filter(({ name }) => input.includes(JSON.stringify(name))).map(({ name }) => name);
    });
  return [...lateActivities, ...lateLocals];
}
