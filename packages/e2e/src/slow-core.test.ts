import { WithStartWorkflowOperation } from '@temporalio/client';
import { createDeferred } from './harness/deferred';
import type { Deferred } from './harness/deferred';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { uniqueName } from './harness/worker-run';
import { actWhenFinished, callActivity, takeUpdate } from './workflows';
import { propose } from './workflows/lifecycle';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const worker = useWorker(temporal, { activities: { work } });

beforeEach(() => jest.clearAllMocks());

/** Has the verdict on every WorkflowStarted wait for the gate, longer than one Workflow Task may last. */
function thinkAboutStart(): Deferred<void> {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type === 'WorkflowStarted') await gate.promise;
    return undefined;
  };
  return gate;
}

const options = { workflowTaskTimeout: '1s' } as const;

async function taskIsOver(workflowId: string): Promise<void> {
  const handle = temporal.client.workflow.getHandle(workflowId);
  await eventually('a second Workflow Task has begun', async () => {
    const { events } = await handle.fetchHistory();
    return (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes).length > 0;
  });
}

test('a verdict may take longer than a workflow task', async () => {
  const gate = thinkAboutStart();
  const handle = await worker.run.start(callActivity, { ...options, args: ['work'] });
  await taskIsOver(handle.workflowId);
  expect(work).not.toHaveBeenCalled();
  gate.resolve();

  expect((await outcomeOf(handle)).value).toBe('worked');
  expect(worker.core.eventsLike({ event_type: 'WorkflowStarted' })).toHaveLength(1);
});

test('signals are handled meanwhile, and their effects wait', async () => {
  const gate = thinkAboutStart();
  const handle = await worker.run.start(actWhenFinished, options);
  await handle.signal('note', 'milk');
  await eventually('the handler has run', async () => (await handle.query<string[]>('notes')).length === 1);
  await handle.signal('finish');
  expect(work).not.toHaveBeenCalled();
  gate.resolve();

  expect((await outcomeOf(handle)).value).toBe('milk');
  expect(work).toHaveBeenCalledTimes(1);
});

test('an update that came with the start is accepted meanwhile', async () => {
  const gate = thinkAboutStart();
  const workflowId = uniqueName('update');
  worker.run.watch({ workflowId });
  const startWorkflowOperation = new WithStartWorkflowOperation(takeUpdate, {
    ...options,
    workflowId,
    taskQueue: worker.run.taskQueue,
    workflowIdConflictPolicy: 'FAIL',
  });
  const update = await temporal.client.workflow.startUpdateWithStart(propose, {
    args: ['milk'],
    waitForStage: 'ACCEPTED',
    startWorkflowOperation,
  });
  expect(work).not.toHaveBeenCalled();
  gate.resolve();

  expect(await update.result()).toBe('accepted milk');
});
