import { verdict } from './harness/core-reply';
import { outcomeOf } from './harness/outcome';
import type { CoreScript } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callInSpiteOf, echo, keepNotes } from './workflows';

const temporal = useTemporal();
const work = jest.fn((..._args: unknown[]) => Promise.resolve('worked'));
const rest = jest.fn(() => Promise.resolve('rested'));
const worker = useWorker(temporal, { activities: { work, rest }, maxPatchRestarts: 2 });

beforeEach(() => jest.clearAllMocks());

/** Blocks the events of one kind, the first `times`, and proposes an input. */
function propose(fields: { event_type: string; type?: string }, newInput: unknown, times = 1): CoreScript {
  let left = times;
  return (event) => {
    const meant =
      event.event_type === fields.event_type &&
      (fields.type === undefined || event.activity_type === fields.type);
    if (!meant || left === 0) return undefined;
    left -= 1;
    return verdict('block', { reason: 'not so', patch: { new_input: newInput } });
  };
}

const starts = (): number => worker.core.eventsLike({ event_type: 'WorkflowStarted' }).length;

// covers: W62
test.each([
  ['its start', { event_type: 'WorkflowStarted' }],
  ['its end', { event_type: 'WorkflowCompleted' }],
])('a block of %s begins the workflow again with the proposed input', async (_name, fields) => {
  worker.core.script = propose(fields, 'better');
  const outcome = await worker.run.execute(echo, { args: ['bad'], memo: { kept: 'memo' } });
  expect(outcome).toMatchObject({ status: 'completed', value: 'better' });
  expect(starts()).toBe(2);
  expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toEqual([]);
  const [first, second] = worker.core.eventsLike({ event_type: 'WorkflowStarted' });
  expect(second?.workflow_id).toBe(first?.workflow_id);
  const { memo } = await temporal.client.workflow.getHandle(first?.workflow_id ?? '').describe();
  expect(memo).toEqual({ kept: 'memo', openbox_retryable_block_restart_count: 1 });
});

test('a block of an activity begins the workflow again, also where the program would catch it', async () => {
  worker.core.script = propose({ event_type: 'ActivityStarted', type: 'work' }, ['rest', 'rest']);
  const outcome = await worker.run.execute(callInSpiteOf, { args: ['work', 'rest'] });
  expect(outcome).toMatchObject({ status: 'completed', value: ['no failure', 'rested'] });
  expect(work).not.toHaveBeenCalled();
  expect(starts()).toBe(2);
});

test('null is the same input again', async () => {
  worker.core.script = propose({ event_type: 'ActivityStarted' }, null);
  const outcome = await worker.run.execute(callActivity, { args: ['work', ['x']] });
  expect(outcome.value).toBe('worked');
  expect(work.mock.calls).toEqual([['x']]);
});

test('a block of a signal begins the workflow again at once', async () => {
  let blocked = false;
  worker.core.script = (event) => {
    if (event.event_type !== 'SignalReceived' || blocked) return undefined;
    blocked = true;
    return verdict('block', { patch: { new_input: null } });
  };
  const handle = await worker.run.start(keepNotes);
  await handle.signal('note', 'psst');
  const { workflowId } = handle;
  const again = temporal.client.workflow.getHandle(workflowId);
  const firstRun = temporal.client.workflow.getHandle(workflowId, handle.firstExecutionRunId, {
    followRuns: false,
  });
  await expect(firstRun.result()).rejects.toThrow(/continued as new/);
  await again.signal('finish');
  expect((await outcomeOf(again)).value).toEqual(['start']);
});

test('a workflow that has begun again too often fails', async () => {
  worker.core.script = propose({ event_type: 'WorkflowStarted' }, 'again', 99);
  const outcome = await worker.run.execute(echo, { args: ['bad'] });
  expect(outcome.application).toMatchObject({ type: 'GovernancePatchLimitExceeded', nonRetryable: true });
  expect(outcome.application?.message).toContain('not so');
  expect(starts()).toBe(3);
  expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toHaveLength(1);
});

test.each([
  ['another kind', { name: 'x' }],
  ['a number', 7],
])('an input that does not fit is a plain block: %s', async (_name, input) => {
  worker.core.script = propose({ event_type: 'WorkflowStarted' }, input);
  const outcome = await worker.run.execute(echo, { args: ['bad'] });
  expect(outcome.application).toMatchObject({ type: 'GovernanceStop' });
  expect(starts()).toBe(1);
});
