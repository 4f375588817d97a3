import type { History } from '../harness/history';
import { textOf } from '../harness/history';
import type { Step } from './plan';

/** Names of the steps whose activity was tried again because an earlier attempt took longer than Temporal gives it. */
export function timedOutSteps(history: History, steps: readonly Step[]): string[] {
  const events = history.events ?? [];
  const late = events.flatMap(({ activityTaskStartedEventAttributes: started }) =>
    started?.lastFailure?.timeoutFailureInfo == null ? [] : [String(started.scheduledEventId)],
  );
  return events
    .filter(({ eventId }) => late.includes(String(eventId)))
    .flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
      const input = textOf(scheduled?.input);
      return steps.filter(({ name }) => input.includes(JSON.stringify(name))).map(({ name }) => name);
    });
}
