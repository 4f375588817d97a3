import { HALT_TERMINATION_PREFIX } from '@openbox/core-client/contract';
import type { WorkflowHandle } from '@temporalio/client';

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
export type HistoryEvent = NonNullable<History['events']>[number];

/** Kinds of the events of a history, in order, such as `activityTaskScheduled`. */
export function kindsOf(history: History): string[] {
  return (history.events ?? []).map(kindOf);
}

function kindOf(event: HistoryEvent): string {
  const attributes = Object.keys(event).find((key) => key.endsWith('EventAttributes'));
  return (attributes ?? 'unknown').replace(/EventAttributes$/, '');
}

/** What the server writes where a new event came while the task that would end the Workflow ran: it is simply repeated. */
const REPEATED_BY_SERVER = 'UnhandledCommand';

/** `WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND`: the run was ended from outside while a worker worked on its task. */
const CUT_OFF_BY_THE_END = 17;

/**
 * Failed Workflow Tasks: each would be a Workflow that hangs in production, retrying its task for ever.
 *
 * A task that a test cut off, because it terminated a run that was still open, is none of them. One that a halt of ours
 * cut off is.
 */
export function workflowTaskFailures(history: History): string[] {
  const events = history.events ?? [];
  return events.flatMap((event, index) => {
    const failed = event.workflowTaskFailedEventAttributes;
    if (failed == null) return [];
    const message = failed.failure?.message ?? `cause ${String(failed.cause)}`;
    const cutOff = Number(failed.cause) === CUT_OFF_BY_THE_END && isTerminatedByTest(events[index + 1]);
    return cutOff || message === REPEATED_BY_SERVER ? [] : [message];
  });
}

function isTerminatedByTest(event: HistoryEvent | undefined): boolean {
  const terminated = event?.workflowExecutionTerminatedEventAttributes;
  return terminated != null && terminated.reason?.startsWith(HALT_TERMINATION_PREFIX) !== true;
}

/** All texts of a history, or of some of its events, payloads decoded, to search for what must not be there. */
export function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, member]) => `${key} ${textOf(member)}`)
    .join('\n');
}
