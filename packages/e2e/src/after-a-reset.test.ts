import { startLocalCore } from '@openbox/local-core';
import type { LocalCore } from '@openbox/local-core';
import { createOpenBoxWorker } from '@openbox/temporal';
import type { WorkflowHandle } from '@temporalio/client';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { eventually } from './harness/eventually';
import { workflowTaskFailures } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
/** What Temporal's server makes of a reset: a task that has failed. */
const RESET = 'reset by a test';
const rules = [
  {
    id: 'ask',
    on: { event_type: 'ActivityStarted', activity_type: 'work' },
    decision: 'require_approval',
    reason: 'a human must see this',
  },
] as const;
let core: LocalCore;
let taskQueue: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  core = await startLocalCore({ policies: { defaultDecision: 'allow', rules } });
  taskQueue = uniqueName('queue');
  const worker = await createOpenBoxWorker({
    connection: temporal.nativeConnection,
    namespace: temporal.namespace,
    taskQueue,
    workflowBundle: { codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE) },
    activities: { work },
    openboxUrl: core.url,
    openboxApiKey: core.apiKey,
    hitlPollInterval: 100,
    shutdownGraceTime: 0,
  });
  const running = worker.run();
  running.catch(() => undefined);
  stop = async () => {
    worker.shutdown();
    await running;
    await core.close();
  };
});
afterAll(() => stop());
beforeEach(() => work.mockClear());

/** Begin the run anew after a task that it has completed: the last one, or one before. */
async function reset(handle: WorkflowHandle, runId: string, before = 0): Promise<WorkflowHandle> {
  const { workflowId } = handle;
  const { events } = await handle.fetchHistory();
  const tasks = (events ?? []).filter((event) => event.workflowTaskCompletedEventAttributes != null);
  const begun = await temporal.client.workflowService.resetWorkflowExecution({
    namespace: temporal.namespace,
    workflowExecution: { workflowId, runId },
    reason: RESET,
    workflowTaskFinishEventId: tasks.at(-1 - before)?.eventId ?? null,
    requestId: uniqueName('reset'),
  });
  return temporal.client.workflow.getHandle(workflowId, begun.runId);
}

const once = { retry: { maximumAttempts: 1 } };

describe.each([
  ['by its own retries', {}],
  ['through its run', once],
])('an activity that waits %s', (_how, options) => {
  async function start(): Promise<[WorkflowHandle, string]> {
    const workflowId = uniqueName('reset');
    const args: Parameters<typeof callActivity> = ['work', [], options];
    const handle = await temporal.client.workflow.start(callActivity, { taskQueue, workflowId, args });
    return [handle, handle.firstExecutionRunId];
  }

  async function decideOnAll(workflowId: string): Promise<void> {
    for (const { id, status, workflowId: of } of await core.approvals.list())
      if (of === workflowId && status === 'pending') await core.approvals.approve(id, { decidedBy: 'me' });
  }

  test('goes on where the run is reset once it was approved', async () => {
    const [handle, runId] = await start();
    const { id } = await core.approvals.waitFor({ workflowId: handle.workflowId });
    await core.approvals.approve(id, { decidedBy: 'me' });
    expect((await outcomeOf(handle)).value).toBe('worked');
    const again = await reset(handle, runId, 1);
    await eventually('it has ended', async () => {
      await decideOnAll(handle.workflowId);
      return (await again.describe()).status.name !== 'RUNNING';
    });
    expect((await outcomeOf(again)).value).toBe('worked');
    expect(workflowTaskFailures(await again.fetchHistory())).toEqual([RESET]);
    expect(work).toHaveBeenCalledTimes(2);
  });

  test('goes on where the run is reset while it waits', async () => {
    const [handle, runId] = await start();
    await core.approvals.waitFor({ workflowId: handle.workflowId });
    const again = await reset(handle, runId);
    expect(work).not.toHaveBeenCalled();
    await eventually('it has ended', async () => {
      await decideOnAll(handle.workflowId);
      return (await again.describe()).status.name !== 'RUNNING';
    });
    expect((await outcomeOf(again)).value).toBe('worked');
    expect(workflowTaskFailures(await again.fetchHistory())).toEqual([RESET]);
    expect(work).toHaveBeenCalledTimes(1);
  });
});
