import { createRequire } from 'node:module';
import { Client } from '@temporalio/client';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import { WORKFLOWS_PATH } from './harness/workflow-bundles';
import { uniqueName } from './harness/worker-run';
import { callActivity, callLocalActivity } from './workflows';

const temporal = useTemporal();
const payloadConverterPath = createRequire(__filename).resolve('./workflows/map-converter.ts');
const stock = new Map([['tea', 3]]);
const count = jest.fn(() => Promise.resolve(stock));

test('a result that waits is, once approved, what the user’s own converter makes of it', async () => {
  const ask = verdict('require_approval', { reason: 'look at it', approval_id: 'a-1' });
  const core = await temporal.startCore(answer({ event_type: 'ActivityCompleted' }, ask));
  const dataConverter = { payloadConverterPath };
  const { connection, namespace } = temporal;
  const client = new Client({ connection, namespace, dataConverter });
  const options = {
    core,
    dataConverter,
    workflowsPath: WORKFLOWS_PATH,
    activities: { count },
    hitlPollInterval: 50,
  };
  await withWorker(temporal, options, async ({ taskQueue }) => {
    const start = (type: string, options: object) =>
      client.workflow.start(type, { taskQueue, workflowId: uniqueName('map'), args: ['count', [], options] });
    const handles = [
      await start(callActivity.name, {}),
      await start(callActivity.name, { retry: { maximumAttempts: 1 } }),
      await start(callLocalActivity.name, {}),
    ];
    await eventually(
      'all are asked about',
      () => core.eventsLike({ event_type: 'ActivityCompleted' }).length === 3,
    );
    core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });
    const outcomes = await Promise.all(handles.map((handle) => outcomeOf(handle)));
    expect(outcomes.map(({ value }) => value)).toEqual([stock, stock, stock]);
  });
  expect(count).toHaveBeenCalledTimes(3);
});
