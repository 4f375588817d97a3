import { fetchRuns } from './harness/fetch-runs';
import { outcomeOf } from './harness/outcome';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { continueOnce } from './workflows';

const temporal = useTemporal();
const work = jest.fn((_text?: string) => Promise.resolve('worked'));
const worker = useWorker(temporal, { activities: { work } });

// covers: 75, W25
test('continue-as-new is neither a completion nor a failure, and each run is governed', async () => {
  const handle = await worker.run.start(continueOnce, { args: [true] });

  expect((await outcomeOf(handle)).value).toBe('continued');
  expect(work.mock.calls).toEqual([['first'], ['second']]);
  expect(worker.core.story).toEqual([
    'WorkflowStarted',
    'ActivityStarted work',
    'ActivityCompleted work',
    'WorkflowStarted',
    'ActivityStarted work',
    'ActivityCompleted work',
    'WorkflowCompleted',
  ]);
  const runs = new Set(worker.core.events.map((event) => event.run_id));
  expect(runs.size).toBe(2);
  expect(worker.core.events[0]?.run_id).toBe(handle.firstExecutionRunId);
  expect(await fetchRuns(temporal.client, handle.workflowId)).toHaveLength(2);
});
