import type { GovernanceEvent, GovernanceEventType } from '@openbox/core-client/contract';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callChild, callFailingChild, failWith, keepNotes } from './workflows';

const temporal = useTemporal();
const work = jest.fn((_input?: unknown) => Promise.resolve<unknown>({ sum: 3 }));
const worker = useWorker(temporal, { activities: { work } });

const RFC3339_MS = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const common = ['source', 'event_type', 'workflow_id', 'run_id', 'workflow_type', 'task_queue', 'timestamp'];
const activity = [...common, 'activity_id', 'activity_type', 'attempt', 'activity_input', 'metadata'];
const completed = [
  ...activity,
  'activity_output',
  'status',
  'start_time',
  'end_time',
  'duration_ms',
  'span_count',
  'spans',
  'error',
];

function one(type: GovernanceEventType): GovernanceEvent {
  const [event] = worker.core.eventsLike({ event_type: type });
  if (event === undefined) throw new Error(`no ${type} among ${worker.core.story.join(', ')}`);
  return event;
}

function keysOf(event: GovernanceEvent): string[] {
  return Object.keys(event).sort();
}

// covers: 40, 70, 83
test('the events of a workflow with one activity', async () => {
  const before = Date.now() / 1000;
  const handle = await worker.run.start(callActivity, { args: ['work', [{ a: 1 }, 'two', null]] });
  await outcomeOf(handle);
  const after = Date.now() / 1000;

  const identity = {
    source: 'workflow-telemetry',
    workflow_id: handle.workflowId,
    run_id: handle.firstExecutionRunId,
    workflow_type: 'callActivity',
    task_queue: worker.run.taskQueue,
    timestamp: expect.stringMatching(RFC3339_MS) as unknown,
  };
  for (const event of worker.core.events) expect(event).toMatchObject(identity);

  expect(keysOf(one('WorkflowStarted'))).toEqual([...common].sort());
  expect(keysOf(one('WorkflowCompleted'))).toEqual([...common, 'workflow_output'].sort());
  expect(one('WorkflowCompleted').workflow_output).toEqual({ sum: 3 });

  const start = one('ActivityStarted');
  expect(keysOf(start)).toEqual([...activity].sort());
  expect(start).toMatchObject({ activity_type: 'work', attempt: 1, activity_input: [{ a: 1 }, 'two', null] });

  const end = one('ActivityCompleted');
  expect(keysOf(end)).toEqual([...completed].sort());
  expect(end).toMatchObject({
    activity_id: start.activity_id,
    activity_type: 'work',
    attempt: 1,
    status: 'completed',
    activity_input: [{ a: 1 }, 'two', null],
    activity_output: { sum: 3 },
    error: null,
  });
  expect(end.span_count).toBe(end.spans?.length);
  expect(end.start_time).toBeGreaterThanOrEqual(before - 1);
  expect(end.end_time).toBeGreaterThanOrEqual(end.start_time ?? Infinity);
  expect(end.end_time).toBeLessThanOrEqual(after + 1);
  expect(end.duration_ms).toBeGreaterThanOrEqual(0);
});

test('an activity without arguments has an empty list, and without a result a null output', async () => {
  work.mockResolvedValueOnce(undefined);

  await worker.run.execute(callActivity, { args: ['work'] });

  expect(one('ActivityStarted').activity_input).toEqual([]);
  expect(one('ActivityCompleted')).toMatchObject({ activity_input: [], activity_output: null, error: null });
});

// covers: 47, W17
test('a failed activity', async () => {
  class StockError extends Error {
    override name = 'StockError';
  }
  work.mockRejectedValueOnce(new StockError('nothing left'));

  await worker.run.execute(callActivity, { args: ['work', [], { retry: { maximumAttempts: 1 } }] });

  const end = one('ActivityCompleted');
  // Only a result can be approved.
  expect(keysOf(end)).toEqual(completed.filter((key) => key !== 'metadata').sort());
  expect(end).toMatchObject({
    status: 'failed',
    activity_output: null,
    error: { type: 'ApplicationFailure', error_type: 'StockError', message: 'nothing left' },
  });
});

// covers: 74, W48
test('a failed workflow reports its error with causes', async () => {
  await worker.run.execute(failWith, { args: ['OutOfStock', 'nothing left'] });

  const event = one('WorkflowFailed');
  expect(keysOf(event)).toEqual([...common, 'error'].sort());
  expect(event.error).toMatchObject({
    type: 'ApplicationFailure',
    error_type: 'OutOfStock',
    message: 'nothing left',
    non_retryable: true,
    cause: { message: 'the reason below' },
  });
});

test('a workflow that its activity failed reports both', async () => {
  work.mockRejectedValueOnce(new Error('no disk'));

  await worker.run.execute(callActivity, { args: ['work', [], { retry: { maximumAttempts: 1 } }] });

  expect(one('WorkflowFailed').error).toMatchObject({
    type: 'ActivityFailure',
    cause: { type: 'ApplicationFailure', error_type: 'Error', message: 'no disk' },
  });
});

// covers: 85
test('a signal', async () => {
  const handle = await worker.run.start(keepNotes);
  await handle.signal('note', 'milk');
  await handle.signal('finish');
  await outcomeOf(handle);

  const [signal, finish] = worker.core.eventsLike({ event_type: 'SignalReceived' });
  expect(signal).toMatchObject({
    signal_name: 'note',
    signal_args: ['milk'],
    workflow_id: handle.workflowId,
    run_id: handle.firstExecutionRunId,
  });
  expect(Object.keys(signal ?? {}).sort()).toEqual([...common, 'signal_name', 'signal_args'].sort());
  expect(finish).toMatchObject({ signal_name: 'finish', signal_args: [] });
});

// covers: W26
test('a child workflow is governed as itself and names its parent', async () => {
  const handle = await worker.run.start(callChild, { args: ['milk'] });
  const outcome = await outcomeOf(handle);

  expect(outcome.value).toBe('milk');
  const [parent, child] = worker.core.eventsLike({ event_type: 'WorkflowStarted' });
  expect(parent).not.toHaveProperty('parent_workflow_id');
  expect(child).toMatchObject({ workflow_type: 'echo', parent_workflow_id: handle.workflowId });
  expect(
    worker.core.eventsLike({ event_type: 'WorkflowCompleted' }).map((event) => event.workflow_type),
  ).toEqual(['echo', 'callChild']);
});

test('the failure of a child is reported by child and parent', async () => {
  const outcome = await worker.run.execute(callFailingChild);

  expect(outcome.application).toMatchObject({ type: 'ChildTrouble', message: 'the child fails' });
  const failed = worker.core.eventsLike({ event_type: 'WorkflowFailed' });
  expect(failed.map((event) => [event.workflow_type, event.error?.type])).toEqual([
    ['failWith', 'ApplicationFailure'],
    ['callFailingChild', 'ChildWorkflowFailure'],
  ]);
});

// covers: W73, M15
test('requests carry the key, the media type and the version of the SDK', async () => {
  await worker.run.execute(callActivity, { args: ['work'] });

  for (const { headers, method, path } of worker.core.requests) {
    expect(`${method} ${path}`).toBe('POST /api/v1/governance/evaluate');
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(headers['x-openbox-sdk-version']).toMatch(/^openbox-temporal-typescript-v\d+\.\d+\.\d+/);
    expect(headers['user-agent']).toMatch(/^OpenBox-SDK\/openbox-temporal-typescript-v\d/);
  }
  const connections = new Set(worker.core.requests.map((request) => request.remotePort));
  expect(connections.size).toBeLessThanOrEqual(2);
});
