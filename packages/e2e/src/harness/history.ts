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

/** Failed Workflow Tasks: each would be a Workflow that hangs in production, retrying its task for ever. */
export function workflowTaskFailures(history: History): string[] {
  return (history.events ?? [])
    .map((event) => event.workflowTaskFailedEventAttributes)
    .filter((failed) => failed != null)
    .map(({ failure, cause }) => failure?.message ?? `cause ${String(cause)}`)
    .filter((message) => message !== REPEATED_BY_SERVER);
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
