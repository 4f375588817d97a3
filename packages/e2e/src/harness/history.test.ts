import { callActivity } from '../workflows';
import { eventually } from './eventually';
import { kindsOf, workflowTaskFailures } from './history';
import { useTemporal } from './test-temporal';
import { useWorker } from './use-worker';
import { uniqueName } from './worker-run';

const temporal = useTemporal();
const worker = useWorker(temporal, { activities: { work: () => Promise.resolve('worked') } });

test.each([
  ['a test ends', 'the test is over', []],
  ['a halt ends', 'OpenBox governance halt: leaked', ['cause 17']],
])('a task of a run that %s meanwhile', async (_who, reason, failures) => {
  worker.core.script = () => 'hang';
  const handle = await temporal.client.workflow.start(callActivity, {
    args: ['work', []],
    taskQueue: worker.run.taskQueue,
    workflowId: uniqueName('cut-off'),
  });
  await eventually('its first task is worked on', () => worker.core.events.length > 0);

  await handle.terminate(reason);

  const history = await handle.fetchHistory();
  expect(kindsOf(history)).toContain('workflowTaskFailed');
  expect(workflowTaskFailures(history)).toEqual(failures);
});
