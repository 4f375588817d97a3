import { serviceHandler } from 'nexus-rpc';
import { verdict } from './harness/core-reply';
import { createDeferred } from './harness/deferred';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { uniqueName } from './harness/worker-run';
import {
  askShop,
  cancelOther,
  continueAfterNote,
  keepNotes,
  sleepFor,
  sleepThenCall,
  tellChild,
  tellOther,
} from './workflows';
import { shop } from './workflows/across';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const price = jest.fn((_context: unknown, item: string) => Promise.resolve(`${item}: 3`));
const worker = useWorker(temporal, {
  activities: { work },
  nexusServices: [serviceHandler(shop, { price, visit: price })],
});

beforeEach(() => jest.clearAllMocks());

/** Blocks each WorkflowStarted of one type. */
function blockStartOf(workflow: { readonly name: string }): void {
  worker.core.script = answer(
    { event_type: 'WorkflowStarted', workflow_type: workflow.name },
    verdict('block', { reason: 'not this one' }),
  );
}

describe('a Nexus operation', () => {
  const endpoint = uniqueName('endpoint');

  beforeAll(async () => {
    const { namespace } = temporal;
    const target = { worker: { namespace, taskQueue: worker.run.taskQueue } };
    await temporal.connection.operatorService.createNexusEndpoint({ spec: { name: endpoint, target } });
  });

  // covers: W26
  test('is an effect like any other: it waits for the verdicts before it', async () => {
    const gate = createDeferred();
    worker.core.script = async (event) => {
      if (event.event_type === 'WorkflowStarted') await gate.promise;
      return undefined;
    };
    const handle = await worker.run.start(askShop, { args: [endpoint, 'tea'] });
    await eventually('Core is asked', () => worker.core.story.includes('WorkflowStarted'));
    expect(price).not.toHaveBeenCalled();
    gate.resolve();

    expect((await outcomeOf(handle)).value).toBe('tea: 3');
    expect(worker.core.story).toEqual([
      'WorkflowStarted',
      'ActivityStarted shop.price',
      'ActivityCompleted shop.price',
      'WorkflowCompleted',
    ]);
  });

  test('is never started by a run that is refused', async () => {
    blockStartOf(askShop);
    const outcome = await worker.run.execute(askShop, { args: [endpoint, 'tea'] });
    expect(outcome.application).toMatchObject({ type: 'GovernanceStop' });
    expect(price).not.toHaveBeenCalled();
  });
});

describe('a signal to another workflow', () => {
  // covers: W26
  test('is an effect of the one and an event of the other', async () => {
    const other = await worker.run.start(keepNotes);
    const outcome = await worker.run.execute(tellOther, { args: [other.workflowId, 'milk'] });
    await other.signal('finish');

    expect(outcome.value).toBe('told');
    expect((await outcomeOf(other)).value).toEqual(['start', 'milk']);
    expect(worker.core.eventsLike({ signal_name: 'note' })).toMatchObject([
      { workflow_id: other.workflowId, signal_args: ['milk'] },
    ]);
  });

  test('is never sent by a run that is refused', async () => {
    blockStartOf(tellOther);
    const other = await worker.run.start(keepNotes);
    await worker.run.execute(tellOther, { args: [other.workflowId, 'milk'] });
    await other.signal('finish');
    expect((await outcomeOf(other)).value).toEqual(['start']);
  });

  test('reaches a child, and the order of signals is kept', async () => {
    expect((await worker.run.execute(tellChild, { args: ['milk'] })).value).toEqual(['start', 'milk']);
    expect(worker.core.story.filter((line) => line.startsWith('SignalReceived'))).toEqual([
      'SignalReceived note',
      'SignalReceived finish',
    ]);
  });
});

test('a workflow that another one cancels is cancelled, and reported so', async () => {
  const other = await worker.run.start(sleepFor, { args: [3_600_000] });
  await worker.run.execute(cancelOther, { args: [other.workflowId] });
  expect((await outcomeOf(other)).status).toBe('cancelled');
  expect(worker.core.eventsLike({ workflow_id: other.workflowId }).at(-1)).toMatchObject({
    event_type: 'WorkflowFailed',
    status: 'cancelled',
  });
});

describe('continue-as-new', () => {
  // covers: W25
  test('waits for the verdict on a signal, and does not happen after a block', async () => {
    worker.core.script = answer({ signal_name: 'note' }, verdict('block', { reason: 'no more' }));
    const handle = await worker.run.start(continueAfterNote, { args: [true] });
    await handle.signal('note', 'go');
    expect((await outcomeOf(handle)).application).toMatchObject({ type: 'GovernanceStop' });
    expect(worker.core.eventsLike({ event_type: 'WorkflowStarted' })).toHaveLength(1);
  });

  test('takes place once the signal is allowed', async () => {
    const handle = await worker.run.start(continueAfterNote, { args: [true] });
    await handle.signal('note', 'go');
    expect((await outcomeOf(handle)).value).toBe('ended');
    expect(worker.core.eventsLike({ event_type: 'WorkflowStarted' })).toHaveLength(2);
  });
});

// covers: W26
test('a run that a schedule starts is governed like any other', async () => {
  const scheduleId = uniqueName('schedule');
  const schedule = await temporal.client.schedule.create({
    scheduleId,
    spec: {},
    action: {
      type: 'startWorkflow',
      workflowType: 'callActivity',
      args: ['work'],
      taskQueue: worker.run.taskQueue,
    },
  });
  await schedule.trigger();
  await eventually('the scheduled run ends', () => worker.core.story.includes('WorkflowCompleted'));
  const workflowId = worker.core.eventsLike({ event_type: 'WorkflowStarted' })[0]?.workflow_id ?? '';
  worker.run.watch({ workflowId });
  await schedule.delete();

  expect(work).toHaveBeenCalledTimes(1);
  expect(worker.core.story).toEqual([
    'WorkflowStarted',
    'ActivityStarted work',
    'ActivityCompleted work',
    'WorkflowCompleted',
  ]);
});

test('a timer is no effect: it runs while a verdict is awaited', async () => {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type === 'WorkflowStarted') await gate.promise;
    return undefined;
  };
  const handle = await worker.run.start(sleepThenCall, { args: [500, 'work'], workflowTaskTimeout: '1s' });
  await eventually('the timer has fired', async () => {
    const { events } = await handle.fetchHistory();
    return (events ?? []).some((event) => event.timerFiredEventAttributes);
  });
  expect(work).not.toHaveBeenCalled();
  gate.resolve();
  expect((await outcomeOf(handle)).status).toBe('completed');
});
