import { type GovernanceEvent } from '../contract/events';
import { serializeEvent } from './serialize-event';

const base: GovernanceEvent = {
  source: 'workflow-telemetry',
  event_type: 'ActivityCompleted',
  workflow_id: 'w',
  run_id: 'r',
  workflow_type: 'Agent',
  task_queue: 'q',
};
const big = (letter: string) => letter.repeat(10_000);
const full: GovernanceEvent = {
  ...base,
  activity_input: [big('i')],
  activity_output: big('o'),
  span_count: 2,
  spans: [
    { span_id: '1', request_body: big('q'), response_body: big('p'), note: big('n') },
    { span_id: '2', request_body: null, note: big('m') },
  ],
  metadata: { kind: 'update' },
};
const read = (event: GovernanceEvent, maxBytes = 256_000) =>
  JSON.parse(Buffer.from(serializeEvent(event, maxBytes)).toString()) as Record<string, unknown> & {
    metadata?: { openbox_dropped?: string[] };
  };

it('writes an event as it is', () => {
  expect(read(full)).toEqual(full);
});

it('leaves undefined fields out and keeps null', () => {
  expect(Object.keys(read(Object.assign({}, base, { error: null, status: undefined })))).toEqual([
    ...Object.keys(base),
    'error',
  ]);
});

// covers: M12
it('writes nanoseconds as whole numbers', () => {
  const text = Buffer.from(
    serializeEvent({ ...base, spans: [{ start_time: 1_767_225_600_123_456_789 }] }, 1000),
  ).toString();
  expect(text).toMatch(/"start_time":\d{19}[,}]/);
});

// covers: W46
it('makes each field safe on its own', () => {
  const hostile = {
    get broken(): string {
      throw new Error('no');
    },
  };
  expect(
    read({ ...base, activity_input: [hostile], activity_output: 1n, signal_args: [Number.NaN] }),
  ).toMatchObject({
    activity_input: [{ broken: '[unserializable]' }],
    activity_output: '1',
    signal_args: [null],
  });
});

// covers: W68, W40
it.each([
  [70_000, [], full],
  [
    45_000,
    ['spans[].request_body', 'spans[].response_body'],
    { activity_output: full.activity_output, span_count: 2 },
  ],
  [
    35_000,
    ['spans[].request_body', 'spans[].response_body', 'activity_output'],
    { activity_output: null, span_count: 2, activity_input: full.activity_input },
  ],
  [
    15_000,
    ['spans[].request_body', 'spans[].response_body', 'activity_output', 'spans'],
    { spans: [], span_count: 0, activity_input: full.activity_input },
  ],
  [
    2000,
    ['spans[].request_body', 'spans[].response_body', 'activity_output', 'spans', 'activity_input'],
    { spans: [], activity_input: [] },
  ],
])('fits %i bytes and says what it dropped', (maxBytes, dropped, expected) => {
  const event = read(full, maxBytes);
  expect(event).toMatchObject(expected);
  expect(event.metadata?.openbox_dropped ?? []).toEqual(dropped);
  expect(event.metadata).toMatchObject({ kind: 'update' });
  expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThanOrEqual(maxBytes);
});

it('keeps what a span says besides its bodies', () => {
  expect(read(full, 45_000).spans).toEqual([
    { span_id: '1', request_body: null, response_body: null, note: big('n') },
    { span_id: '2', request_body: null, note: big('m') },
  ]);
});

it('counts bytes, not characters', () => {
  expect(read({ ...base, activity_output: 'é'.repeat(900) }, 1500).metadata?.openbox_dropped).toEqual([
    'activity_output',
  ]);
});

it('drops the arguments of a signal and the output of a workflow', () => {
  expect(read({ ...base, signal_args: [big('s')], workflow_output: big('w') }, 1000)).toMatchObject({
    signal_args: [],
    workflow_output: null,
    metadata: { openbox_dropped: ['workflow_output', 'signal_args'] },
  });
});

it('shortens a long error', () => {
  const error = { type: 'ApplicationFailure', message: big('m'), error_type: 'E' };
  const event = read({ ...base, error }, 3000);
  expect(event).toMatchObject({
    error: { type: 'ApplicationFailure', error_type: 'E' },
    metadata: { openbox_dropped: ['error'] },
  });
  expect(JSON.stringify(event).length).toBeLessThan(3000);
});

it('does not change the event', () => {
  const frozen = Object.freeze({
    ...base,
    spans: Object.freeze([Object.freeze({ request_body: big('q') })]),
  });
  serializeEvent(frozen, 500);
  expect(frozen.spans[0]).toEqual({ request_body: big('q') });
});
