import { GovernanceEventType as E } from '@openbox/core-client/contract';

const ALL: readonly E[] = Object.values(E);
const ACTIVITY: readonly E[] = [E.ACTIVITY_STARTED, E.ACTIVITY_COMPLETED];
const COMPLETED: readonly E[] = [E.ACTIVITY_COMPLETED];

interface EventField {
  /** What a condition sees where the event has no such field. */
  readonly absent: unknown;
  /** The event types that can have the field at all. */
  readonly on: readonly E[];
}

/**
 * The fields of an event that a condition may name, wire-contract spelling. Text that is absent reads as `""`, a list as
 * `[]`, an object as `{}`, everything else as `null`.
 */
const EVENT_FIELDS: ReadonlyMap<string, EventField> = new Map<string, EventField>([
  ['source', { absent: '', on: ALL }],
  ['event_type', { absent: '', on: ALL }],
  ['workflow_id', { absent: '', on: ALL }],
  ['run_id', { absent: '', on: ALL }],
  ['workflow_type', { absent: '', on: ALL }],
  ['task_queue', { absent: '', on: ALL }],
  ['timestamp', { absent: '', on: ALL }],
  ['sdk_version', { absent: '', on: ALL }],
  ['multi_agent_session_id', { absent: '', on: ALL }],
  ['goal', { absent: '', on: ALL }],
  ['metadata', { absent: {}, on: ALL }],
  ['parent_workflow_id', { absent: '', on: [E.WORKFLOW_STARTED] }],
  ['workflow_output', { absent: null, on: [E.WORKFLOW_COMPLETED] }],
  ['signal_name', { absent: '', on: [E.SIGNAL_RECEIVED] }],
  ['signal_args', { absent: [], on: [E.SIGNAL_RECEIVED] }],
  ['activity_id', { absent: '', on: ACTIVITY }],
  ['activity_type', { absent: '', on: ACTIVITY }],
  ['attempt', { absent: null, on: ACTIVITY }],
  ['activity_input', { absent: [], on: [...ACTIVITY, E.WORKFLOW_STARTED] }],
  ['activity_output', { absent: null, on: COMPLETED }],
  ['status', { absent: '', on: COMPLETED }],
  ['start_time', { absent: null, on: COMPLETED }],
  ['end_time', { absent: null, on: COMPLETED }],
  ['duration_ms', { absent: null, on: COMPLETED }],
  ['span_count', { absent: 0, on: ACTIVITY }],
  ['spans', { absent: [], on: ACTIVITY }],
  ['hook_trigger', { absent: false, on: ACTIVITY }],
  ['error', { absent: null, on: [E.ACTIVITY_COMPLETED, E.WORKFLOW_FAILED] }],
]);

/** Names of the fields that a condition may use as variables. */
export const EVENT_FIELD_NAMES: readonly string[] = [...EVENT_FIELDS.keys()];

/** An event as far as conditions care: JSON with an event type. */
export type ConditionEvent = { readonly event_type: E } & Readonly<Record<string, unknown>>;

/**
 * Whether this event can have the field: by its type, and for the outcome of an activity by its status. A condition on a
 * field that the event cannot have does not match; on one that it can have and does not, it is an error.
 */
export function canCarryField(event: ConditionEvent, field: string): boolean {
  const known = EVENT_FIELDS.get(field);
  if (known === undefined) return true;
  if (!known.on.includes(event.event_type)) return false;
  if (event.event_type !== E.ACTIVITY_COMPLETED) return true;
  const isFailure = event.status !== 'completed';
  if (field === 'activity_output') return !isFailure || hasValue(event, field);
  if (field === 'error') return isFailure || hasValue(event, field);
  return true;
}

/** Whether any event of these types can have all of these fields. */
export function canCarryTogether(types: readonly E[], fields: readonly string[]): boolean {
  return types.some((type) => fields.every((field) => EVENT_FIELDS.get(field)?.on.includes(type) ?? true));
}

/** The value that the variable of a field has in a condition. */
export function eventFieldValue(event: ConditionEvent, field: string): unknown {
  return hasValue(event, field) ? event[field] : EVENT_FIELDS.get(field)?.absent;
}

function hasValue(event: ConditionEvent, field: string): boolean {
  return Object.hasOwn(event, field) && event[field] !== undefined && event[field] !== null;
}
