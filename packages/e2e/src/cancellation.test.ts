import { cancelled, heartbeat } from '@temporalio/activity';
import { createDeferred } from './harness/deferred';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callUntilCancelled, cleanUpWhenCancelled, surviveCancellation } from './workflows';

const temporal = useTemporal();
const cleanUp = jest.fn(() => Promise.resolve('clean'));
const beating = jest.fn(async () => {
  const timer = setInterval(heartbeat, 20);
  try {
    await cancelled();
  } finally {
    clearInterval(timer);
  }
});
const worker = useWorker(temporal, {
  activities: { cleanUp, beating },
  maxHeartbeatThrottleInterval: 20,
  defaultHeartbeatThrottleInterval: 20,
});

beforeEach(() => jest.clearAllMocks());

// covers: 76, W25, W51
test('user code sees the cancellation, and its cleaning up is governed', async () => {
  const handle = await worker.run.start(cleanUpWhenCancelled);
  await eventually('the workflow runs', () => worker.core.events.length === 1);
  await handle.cancel();

  expect((await outcomeOf(handle)).status).toBe('cancelled');
  expect(cleanUp).toHaveBeenCalledTimes(1);
  expect(worker.core.story).toEqual([
    'WorkflowStarted',
    'ActivityStarted cleanUp',
    'ActivityCompleted cleanUp',
    'WorkflowFailed',
  ]);
  expect(worker.core.events.at(-1)).toMatchObject({ event_type: 'WorkflowFailed', status: 'cancelled' });
});

test('a cancellation that user code swallows leaves the workflow completed', async () => {
  const handle = await worker.run.start(surviveCancellation);
  await eventually('the workflow runs', () => worker.core.events.length === 1);
  await handle.cancel();

  expect(await outcomeOf(handle)).toEqual({ status: 'completed', value: 'survived' });
  expect(worker.core.story).toEqual(['WorkflowStarted', 'WorkflowCompleted']);
});

// covers: W52
test('a cancellation during the evaluation of WorkflowStarted reaches user code', async () => {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type === 'WorkflowStarted') await gate.promise;
    return undefined;
  };
  const handle = await worker.run.start(cleanUpWhenCancelled);
  await eventually('Core is asked', () => worker.core.events.length === 1);
  await handle.cancel();
  gate.resolve();

  expect((await outcomeOf(handle)).status).toBe('cancelled');
  expect(cleanUp).toHaveBeenCalledTimes(1);
});

test('a workflow that is cancelled before its activity is admitted is cancelled', async () => {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type === 'WorkflowStarted') await gate.promise;
    return undefined;
  };
  const handle = await worker.run.start(callUntilCancelled, { args: ['beating'] });
  await eventually('Core is asked', () => worker.core.events.length === 1);
  await handle.cancel();
  gate.resolve();

  expect((await outcomeOf(handle)).status).toBe('cancelled');
  expect(worker.core.events.at(-1)).toMatchObject({ event_type: 'WorkflowFailed', status: 'cancelled' });
});

// covers: 49
test('a cancelled activity is reported as cancelled, and stays cancelled', async () => {
  const handle = await worker.run.start(callUntilCancelled, { args: ['beating'] });
  await eventually('the activity runs', () => beating.mock.calls.length === 1);
  await handle.cancel();

  expect((await outcomeOf(handle)).status).toBe('cancelled');
  const [completed] = worker.core.eventsLike({ event_type: 'ActivityCompleted' });
  expect(completed).toMatchObject({ status: 'cancelled', activity_output: null });
});
