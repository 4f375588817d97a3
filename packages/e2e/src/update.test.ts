import { WithStartWorkflowOperation } from '@temporalio/client';
import { verdict } from './harness/core-reply';
import { createDeferred } from './harness/deferred';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { uniqueName } from './harness/worker-run';
import { takeUpdate } from './workflows';
import { propose } from './workflows/lifecycle';

const temporal = useTemporal();
const work = jest.fn((_text?: string) => Promise.resolve('worked'));
const worker = useWorker(temporal, { activities: { work } });

beforeEach(() => jest.clearAllMocks());

function updateWithStart(text: string, workflowId: string): Promise<string> {
  const startWorkflowOperation = new WithStartWorkflowOperation(takeUpdate, {
    workflowId,
    taskQueue: worker.run.taskQueue,
    workflowIdConflictPolicy: 'FAIL',
  });
  worker.run.watch({ workflowId });
  return temporal.client.workflow.executeUpdateWithStart(propose, { args: [text], startWorkflowOperation });
}

test('an update that comes with the start is accepted', async () => {
  const workflowId = uniqueName('update');

  expect(await updateWithStart('milk', workflowId)).toBe('accepted milk');
  expect((await outcomeOf(temporal.client.workflow.getHandle(workflowId))).value).toBe('milk');
  expect(work).toHaveBeenCalledTimes(1);
});

test('an update that comes with the start is accepted while Core thinks, and has no effect until it has decided', async () => {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type === 'WorkflowStarted') await gate.promise;
    return undefined;
  };
  const result = updateWithStart('milk', uniqueName('update'));
  await eventually('Core is asked', () => worker.core.events.length > 0);
  expect(work).not.toHaveBeenCalled();
  gate.resolve();

  expect(await result).toBe('accepted milk');
});

test('an update is one SignalReceived that says it is an update', async () => {
  const handle = await worker.run.start(takeUpdate);

  expect(await handle.executeUpdate('propose', { args: ['milk'] })).toBe('accepted milk');
  const events = worker.core.eventsLike({ event_type: 'SignalReceived' });
  expect(events).toMatchObject([
    { signal_name: 'propose', signal_args: ['milk'], metadata: { kind: 'update' } },
  ]);
});

test('a validator still refuses an update that Core allows', async () => {
  const handle = await worker.run.start(takeUpdate);

  await expect(handle.executeUpdate('propose', { args: [''] })).rejects.toMatchObject({
    cause: { message: 'empty proposal' },
  });
  expect(worker.core.eventsLike({ event_type: 'SignalReceived' })).toHaveLength(1);
});

// covers: W26
test('block refuses the side effect of an update', async () => {
  worker.core.script = answer({ event_type: 'SignalReceived' }, verdict('block', { reason: 'no proposals' }));
  const handle = await worker.run.start(takeUpdate);

  await expect(handle.executeUpdate('propose', { args: ['milk'] })).rejects.toMatchObject({
    cause: { message: 'Governance blocked: no proposals' },
  });
  expect(work).not.toHaveBeenCalled();
});
