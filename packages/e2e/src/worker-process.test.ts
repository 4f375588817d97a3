import { outcomeOf } from './harness/outcome';
import { eventually } from './harness/eventually';
import { useTemporal } from './harness/test-temporal';
import { useWorkerProcesses } from './harness/worker-process';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const startWorker = useWorkerProcesses();
const options = { governanceTimeout: '1s' } as const;

test.each(['SIGINT', 'SIGTERM'] as const)(
  'ends with exit code 0 at %s, also while Core is down',
  async (signal) => {
    const core = await temporal.startCore();
    const taskQueue = uniqueName('queue');
    const worker = await startWorker({ core, taskQueue, options });
    const handle = await temporal.client.workflow.start(callActivity, {
      args: ['work'],
      workflowId: uniqueName('run'),
      taskQueue,
    });
    expect((await outcomeOf(handle)).value).toBe('worked');

    await core.refuse();

    expect([await worker.end(signal), worker.output]).toEqual([0, expect.any(String)]);
    expect(worker.output).not.toContain(core.apiKey);
  },
);

test('a run whose worker was killed in the middle of a verdict goes on, with a verdict, on the next worker', async () => {
  const core = await temporal.startCore((event) =>
    event.event_type === 'WorkflowStarted' ? 'hang' : undefined,
  );
  const taskQueue = uniqueName('queue');
  const first = await startWorker({ core, taskQueue, options });
  const handle = await temporal.client.workflow.start(callActivity, {
    args: ['work'],
    workflowId: uniqueName('run'),
    taskQueue,
    workflowTaskTimeout: '1s',
  });
  await eventually('Core is asked', () => core.events.length > 0);
  await first.end('SIGKILL');

  core.script = () => undefined;
  const second = await startWorker({ core, taskQueue, options });
  expect((await outcomeOf(handle)).value).toBe('worked');
  expect(core.eventsLike({ event_type: 'WorkflowStarted' }).length).toBeGreaterThan(1);
  expect(await second.end('SIGTERM')).toBe(0);
});
