import * as v from 'valibot';
import { EVENT_SOURCE, GovernanceEventType } from '../contract/events';
import type { EventError } from '../contract/events';
import { JsonObjectSchema } from './json-object';

const text = v.string('Expected a string');
const filled = v.pipe(text, v.nonEmpty('Must not be empty'));
const finite = v.pipe(v.number('Expected a number'), v.finite('Expected a finite number'));
const list = v.array(v.unknown(), 'Expected a list');
const wholeFrom = (least: number) =>
  v.pipe(
    v.number('Expected a number'),
    v.integer('Expected a whole number'),
    v.minValue(least, `Expected ${String(least)} or more`),
  );

/** An error on an event: an object, never a bare string, which Core answers with 400. */
export const EventErrorSchema: v.GenericSchema<unknown, EventError> = v.looseObject(
  {
    type: v.optional(text, ''),
    message: v.optional(text, ''),
    error_type: v.optional(text, ''),
    non_retryable: v.exactOptional(v.boolean()),
    stack_trace: v.exactOptional(text),
    cause: v.exactOptional(v.lazy(() => EventErrorSchema)),
    root_cause: v.exactOptional(v.lazy(() => EventErrorSchema)),
  },
  'Expected an object',
);

const fields = v.looseObject({
  source: v.literal(EVENT_SOURCE, `Expected "${EVENT_SOURCE}"`),
  event_type: v.enum(GovernanceEventType, 'Unknown event type'),
  workflow_id: filled,
  run_id: filled,
  workflow_type: v.optional(text, ''),
  task_queue: v.optional(text, ''),
  timestamp: v.exactOptional(text),
  parent_workflow_id: v.exactOptional(text),
  multi_agent_session_id: v.exactOptional(text),
  activity_id: v.exactOptional(text),
  activity_type: v.exactOptional(text),
  attempt: v.exactOptional(wholeFrom(1)),
  activity_input: v.exactOptional(list),
  activity_output: v.exactOptional(v.unknown()),
  workflow_output: v.exactOptional(v.unknown()),
  status: v.exactOptional(v.picklist(['completed', 'failed', 'cancelled', 'terminated'], 'Unknown status')),
  start_time: v.exactOptional(finite),
  end_time: v.exactOptional(finite),
  duration_ms: v.exactOptional(finite),
  span_count: v.exactOptional(wholeFrom(0)),
  spans: v.exactOptional(list),
  hook_trigger: v.exactOptional(v.literal(true, 'Expected true')),
  signal_name: v.exactOptional(text),
  signal_args: v.exactOptional(list),
  error: v.exactOptional(v.nullable(EventErrorSchema)),
  metadata: v.exactOptional(JsonObjectSchema),
});

type Fields = v.InferOutput<typeof fields>;

/** Fields without which an event of a type says nothing about anything. */
function neededFields(event: Fields): readonly ('activity_id' | 'activity_type' | 'signal_name')[] {
  switch (event.event_type) {
    case 'ActivityStarted':
    case 'ActivityCompleted':
      return ['activity_id', 'activity_type'];
    case 'SignalReceived':
      return ['signal_name'];
    default:
      return [];
  }
}

/**
 * Body of `POST /api/v1/governance/evaluate`. Refuses what Core refuses; keeps unknown fields.
 *
 * Fills `workflow_type` and `task_queue` with an empty text where older SDKs leave them out.
 */
export const GovernanceEventSchema = v.pipe(
  fields,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const event = dataset.value;
    for (const key of neededFields(event)) {
      if (event[key] !== undefined && event[key] !== '') continue;
      addIssue({
        message: 'Must not be empty',
        path: [{ type: 'object', origin: 'value', input: event, key, value: event[key] }],
      });
    }
    const count = event.spans?.length ?? 0;
    if (event.span_count !== undefined && event.span_count !== count) {
      addIssue({
        message: `Expected the number of spans, ${String(count)}`,
        path: [{ type: 'object', origin: 'value', input: event, key: 'span_count', value: event.span_count }],
      });
    }
  }),
);
