import type { Worker } from '@temporalio/worker';
import { verdict } from './harness/core-reply';
import { createDeferred } from './harness/deferred';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));

beforeEach(() => jest.clearAllMocks());

function workerOptions(core: ScriptedCore) {
  return {
    core,
    activities: { work },
    taskQueue: uniqueName('queue'),
    governancePolicy: 'fail_closed',
  } as const;
}

// covers: 108
test.each(['WorkflowStarted', 'ActivityCompleted', 'WorkflowCompleted'] as const)(
  'a worker that is told to stop while Core thinks about %s waits for the verdict, and hands the run on',
  async (event_type) => {
    const gate = createDeferred();
    const core = await temporal.startCore(async (event) => {
      if (event.event_type === event_type) await gate.promise;
      return undefined;
    });
    const options = workerOptions(core);
    const workflowId = uniqueName('handover');
    const stopping = createDeferred<Worker>();

    const first = withWorker(temporal, options, async (run) => {
      const { taskQueue } = options;
      await temporal.client.workflow.start(callActivity, { args: ['work'], workflowId, taskQueue });
      await eventually('Core is asked', () => core.eventsLike({ event_type }).length > 0);
      stopping.resolve(run.worker);
    });
    const worker = await stopping.promise;
    await eventually('the worker stops', () => worker.getState() !== 'RUNNING');
    gate.resolve();
    await first;

    await withWorker(temporal, options, async (run) => {
      const handle = temporal.client.workflow.getHandle(workflowId);
      run.watch(handle);
      expect(await outcomeOf(handle)).toEqual({ status: 'completed', value: 'worked' });
    });
    expect(work).toHaveBeenCalledTimes(1);
  },
);

test.each(['allow', 'block'])(
  'an activity whose worker stops while Core thinks about its start gets its verdict on the next: %s',
  async (name) => {
    const gate = createDeferred();
    const core = await temporal.startCore(async (event) => {
      if (event.event_type === 'ActivityStarted') await gate.promise;
      return undefined;
    });
    const options = workerOptions(core);
    const workflowId = uniqueName('handover');

    await withWorker(temporal, options, async () => {
      const { taskQueue } = options;
      await temporal.client.workflow.start(callActivity, { args: ['work'], workflowId, taskQueue });
      await eventually('Core is asked', () => core.eventsLike({ event_type: 'ActivityStarted' }).length > 0);
    });
    core.script = (event) =>
      event.event_type === 'ActivityStarted' ? verdict(name, { reason: 'on second thoughts' }) : undefined;
    gate.resolve();

    const outcome = await withWorker(temporal, options, async (run) => {
      const handle = temporal.client.workflow.getHandle(workflowId);
      run.watch(handle);
      return outcomeOf(handle);
    });
    expect(outcome.status).toBe(name === 'allow' ? 'completed' : 'failed');
    expect(work).toHaveBeenCalledTimes(name === 'allow' ? 1 : 0);
  },
);
