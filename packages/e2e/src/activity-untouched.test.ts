import {
  activityInfo,
  ApplicationFailure,
  CompleteAsyncError,
  Context,
  heartbeat,
} from '@temporalio/activity';
import { createDeferred } from './harness/deferred';
import { causesOf, outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callLocalActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn((..._args: unknown[]): unknown => undefined);
const worker = useWorker(temporal, { activities: { work: (...args: unknown[]) => work(...args) } });

const once = { retry: { maximumAttempts: 1 } };

beforeEach(() => work.mockReset());

// covers: 40, M10
test.each<[string, unknown]>([
  ['undefined', undefined],
  ['null', null],
  ['an empty text', ''],
  ['zero', 0],
  ['false', false],
  ['bytes', new Uint8Array([0, 255, 128])],
  ['nested data', { a: [{ b: null }], c: 'é\u0000漢' }],
])('a result is handed on as it is: %s', async (_name, result) => {
  work.mockReturnValue(result);

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.status).toBe('completed');
  expect(outcome.value).toEqual(result);
});

test('a Date becomes what Temporal makes of it', async () => {
  const date = new Date('2026-01-02T03:04:05.678Z');
  work.mockReturnValue({ date });

  expect((await worker.run.execute(callActivity, { args: ['work'] })).value).toEqual({
    date: date.toISOString(),
  });
});

test('arguments arrive as they were sent', async () => {
  const args = [null, '', 0, { deep: [{ a: 1 }] }, [1, 2], true];

  await worker.run.execute(callActivity, { args: ['work', args] });

  expect(work.mock.calls).toEqual([args]);
});

// covers: 47, M8
test.each<[string, () => unknown, string]>([
  ['an Error', () => new TypeError('no such key'), 'no such key'],
  ['a text', () => 'just words', 'just words'],
  ['a frozen Error', () => Object.freeze(new Error('cold')), 'cold'],
])('what an activity throws is handed on: %s', async (_name, make, message) => {
  work.mockImplementation(() => {
    throw make();
  });

  const outcome = await worker.run.execute(callActivity, { args: ['work', [], once] });

  expect(outcome.status).toBe('failed');
  expect(causesOf(outcome.failure).at(-1)?.message).toContain(message);
});

test('undefined thrown is a failure too', async () => {
  work.mockImplementation(() => {
    throw undefined;
  });

  expect((await worker.run.execute(callActivity, { args: ['work', [], once] })).status).toBe('failed');
});

test('an ApplicationFailure keeps type, details and whether it may be retried', async () => {
  work.mockImplementation(() => {
    throw ApplicationFailure.nonRetryable('no such order', 'OrderMissing', { order: 7 });
  });

  const outcome = await worker.run.execute(callActivity, { args: ['work'] });

  expect(outcome.application).toMatchObject({
    type: 'OrderMissing',
    message: 'no such order',
    nonRetryable: true,
    details: [{ order: 7 }],
  });
  expect(work).toHaveBeenCalledTimes(1);
});

// covers: 51
test('every attempt has its own Started and Completed, and nextRetryDelay holds', async () => {
  work.mockImplementation(() => {
    if (activityInfo().attempt < 3) throw ApplicationFailure.create({ message: 'busy', nextRetryDelay: 30 });
    return 'at last';
  });
  const patient = { retry: { initialInterval: '1 hour' } };

  const outcome = await worker.run.execute(callActivity, { args: ['work', [], patient] });

  expect(outcome.value).toBe('at last');
  const attempts = worker.core.events.filter((event) => event.activity_id !== undefined);
  expect(attempts.map((event) => [event.event_type, event.attempt, event.status])).toEqual([
    ['ActivityStarted', 1, undefined],
    ['ActivityCompleted', 1, 'failed'],
    ['ActivityStarted', 2, undefined],
    ['ActivityCompleted', 2, 'failed'],
    ['ActivityStarted', 3, undefined],
    ['ActivityCompleted', 3, 'completed'],
  ]);
});

test('the details of the last heartbeat are those of the activity', async () => {
  const seen: unknown[] = [];
  work.mockImplementation(() => {
    seen.push(activityInfo().heartbeatDetails);
    heartbeat({ page: activityInfo().attempt });
    if (activityInfo().attempt < 3) throw new Error('once more');
    return 'done';
  });

  await worker.run.execute(callActivity, { args: ['work', [], { heartbeatTimeout: '10s' }] });

  expect(seen).toEqual([undefined, { page: 1 }, { page: 2 }]);
});

// covers: 50
test('an activity that is completed from elsewhere is no failure', async () => {
  const token = createDeferred<Uint8Array>();
  work.mockImplementation(() => {
    token.resolve(activityInfo().taskToken);
    throw new CompleteAsyncError();
  });
  const handle = await worker.run.start(callActivity, { args: ['work'] });
  await temporal.client.activity.complete(await token.promise, 'from elsewhere');

  expect((await outcomeOf(handle)).value).toBe('from elsewhere');
  expect(worker.core.events.filter((event) => event.status === 'failed')).toEqual([]);
  expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toEqual([]);
});

test('the activity has its context', async () => {
  work.mockImplementation(() => {
    const { info } = Context.current();
    return [info.activityType, info.attempt, info.workflowType];
  });

  expect((await worker.run.execute(callActivity, { args: ['work'] })).value).toEqual([
    'work',
    1,
    'callActivity',
  ]);
});

// covers: W26
test('a local activity is governed like any other', async () => {
  work.mockReturnValue('near');

  expect((await worker.run.execute(callLocalActivity, { args: ['work', [1]] })).value).toBe('near');
  expect(worker.core.story).toEqual([
    'WorkflowStarted',
    'ActivityStarted work',
    'ActivityCompleted work',
    'WorkflowCompleted',
  ]);
});

// covers: M9
test('ActivityCompleted shows the input as the body received it, whatever the body made of it', async () => {
  work.mockImplementation((order) => {
    Object.assign(order as object, { status: 'paid', card: 'changed' });
    return 'done';
  });

  await worker.run.execute(callActivity, { args: ['work', [{ card: 'x' }]] });

  const [completed] = worker.core.eventsLike({ event_type: 'ActivityCompleted' });
  expect(completed?.activity_input).toEqual([{ card: 'x' }]);
});

// covers: W40
test('an argument of more than a megabyte arrives whole', async () => {
  work.mockImplementation((text) => (text as string).length);

  expect((await worker.run.execute(callActivity, { args: ['work', ['x'.repeat(1_500_000)]] })).value).toBe(
    1_500_000,
  );
  expect(worker.core.story).toHaveLength(4);
});
