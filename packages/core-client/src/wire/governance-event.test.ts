import * as v from 'valibot';
import { type GovernanceEvent } from '../contract/events';
import { describeIssues } from './describe-issues';
import { GovernanceEventSchema } from './governance-event';

const event: GovernanceEvent = {
  source: 'workflow-telemetry',
  event_type: 'ActivityCompleted',
  workflow_id: 'w',
  run_id: 'r',
  workflow_type: 'Agent',
  task_queue: 'q',
  timestamp: '2026-01-11T17:43:39.000Z',
  activity_id: '1',
  activity_type: 'charge',
  attempt: 1,
  activity_input: [{ a: 1 }],
  activity_output: null,
  status: 'failed',
  start_time: 1.5,
  end_time: 2.5,
  duration_ms: 1000,
  span_count: 1,
  spans: [{ span_id: 's' }],
  error: {
    type: 'ApplicationFailure',
    message: 'm',
    error_type: 'E',
    cause: { type: 't', message: 'm', error_type: '' },
  },
};
const problems = (value: unknown) => {
  const result = v.safeParse(GovernanceEventSchema, value);
  return result.success ? '' : describeIssues(result.issues);
};

it('accepts a whole event and keeps what it does not know', () => {
  const value = { ...event, goal: 'help', hook_trigger: true };
  expect(v.parse(GovernanceEventSchema, value)).toEqual(value);
});

it.each(['WorkflowStarted', 'WorkflowCompleted', 'WorkflowFailed'])(
  'accepts a %s without an activity',
  (event_type) => {
    const { source, workflow_id, run_id, workflow_type } = event;
    expect(
      v.parse(GovernanceEventSchema, { source, event_type, workflow_id, run_id, workflow_type }),
    ).toMatchObject({ task_queue: '' });
  },
);

it('accepts a signal', () => {
  expect(problems({ ...event, event_type: 'SignalReceived', signal_name: 's', signal_args: [1] })).toBe('');
});

it.each<[string, Record<string, unknown>, string]>([
  ['an unknown event type', { event_type: 'Other' }, 'event_type'],
  ['no workflow id', { workflow_id: undefined }, 'workflow_id'],
  ['an empty workflow id', { workflow_id: '' }, 'workflow_id'],
  ['an empty run id', { run_id: '' }, 'run_id'],
  ['another source', { source: 'x' }, 'source'],
  ['a bare object as input', { activity_input: { a: 1 } }, 'activity_input'],
  ['a bare text as error', { error: 'failed' }, 'error'],
  ['a count that is not the number of spans', { span_count: 2 }, 'span_count'],
  ['a count without spans', { spans: undefined }, 'span_count'],
  ['an activity without id', { activity_id: '' }, 'activity_id'],
  ['an activity without type', { activity_type: undefined }, 'activity_type'],
  ['a signal without name', { event_type: 'SignalReceived' }, 'signal_name'],
  ['attempt 0', { attempt: 0 }, 'attempt'],
  ['an unknown status', { status: 'done' }, 'status'],
  ['a hook trigger that is not true', { hook_trigger: false }, 'hook_trigger'],
  ['metadata that are no object', { metadata: [] }, 'metadata'],
  ['a cause that is no object', { error: { type: 't', message: 'm', cause: 'x' } }, 'error.cause'],
])('refuses %s', (_name, change, field) => {
  const value = JSON.parse(JSON.stringify({ ...event, ...change })) as unknown;
  expect(problems(value)).toMatch(new RegExp(`^${field.replace('.', '\\.')}: `));
});

it.each([[null], [[]], ['text'], [undefined], [7]])('refuses %p', (value) => {
  expect(problems(value)).not.toBe('');
});

it('names no value in what it says', () => {
  expect(problems({ ...event, workflow_id: 7, event_type: 'sesame', status: 'sesame' })).not.toContain(
    'sesame',
  );
});

// covers: W77
it('puts out what the contract says', () => {
  const output: GovernanceEvent = v.parse(GovernanceEventSchema, event);
  expect(output.event_type).toBe('ActivityCompleted');
});
