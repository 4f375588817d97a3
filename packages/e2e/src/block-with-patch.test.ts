import { verdict } from './harness/core-reply';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const worker = useWorker(temporal, { activities: { work } });

// covers: W62
test.each([
  ['that fits', ['work']],
  ['of another shape', { name: 'work' }],
  ['of another type', 7],
])('a block with a patch %s is a block: the run fails, and is not begun again', async (_name, new_input) => {
  const block = verdict('block', { reason: 'not so', patch: { new_input } });
  worker.core.script = answer({ event_type: 'WorkflowStarted' }, block);

  const handle = await worker.run.start(callActivity, { args: ['work'] });
  await expect(handle.result()).rejects.toMatchObject({
    cause: { type: 'GovernanceStop', message: expect.stringContaining('not so') as string },
  });

  const { runId } = await temporal.client.workflow.getHandle(handle.workflowId).describe();
  expect(runId).toBe(handle.firstExecutionRunId);
  expect(worker.core.eventsLike({ event_type: 'WorkflowStarted' })).toHaveLength(1);
  expect(work).not.toHaveBeenCalled();
});
