import { verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { kindsOf } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { uniqueName } from './harness/worker-run';
import { leaveBehind, makeMistake } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const worker = useWorker(temporal, { activities: { work } });

beforeEach(() => jest.clearAllMocks());

test.each([
  ['child', 'startChildWorkflowExecutionInitiated'],
  ['externalSignal', 'signalExternalWorkflowExecutionInitiated'],
  ['activity', 'activityTaskScheduled'],
])('what nobody waits for is asked of the server all the same: %s', async (kind, expected) => {
  const handle = await worker.run.start(leaveBehind, { args: [kind, uniqueName('target'), 0] });

  expect((await outcomeOf(handle)).value).toBe('left');
  const kinds = kindsOf(await handle.fetchHistory());
  expect(kinds).toContain(expected);
  expect(kinds.at(-1)).toBe('workflowExecutionCompleted');
});

test.each([0, 200])(
  'a refused start fails the run whatever was left behind (sleeping %d ms)',
  async (sleepMs) => {
    worker.core.script = answer({ event_type: 'WorkflowStarted' }, verdict('block', { reason: 'not today' }));
    const childId = uniqueName('child');

    for (const kind of ['child', 'activity', 'externalSignal']) {
      const outcome = await worker.run.execute(leaveBehind, { args: [kind, childId, sleepMs] });
      expect(outcome.application?.message).toBe('Governance blocked: not today');
    }
    expect(work).not.toHaveBeenCalled();
    await expect(temporal.client.workflow.getHandle(childId).describe()).rejects.toMatchObject({
      name: 'WorkflowNotFoundError',
    });
  },
);

test('a mistake in the program is not reported as the end of the run', async () => {
  const handle = await temporal.client.workflow.start(makeMistake, {
    taskQueue: worker.run.taskQueue,
    workflowId: uniqueName('mistake'),
  });
  await eventually(
    'the task has failed',
    () => temporal.log.linesWith('a mistake in the program').length > 0,
  );
  await handle.terminate('the test is over');

  expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toEqual([]);
  expect(worker.core.eventsLike({ event_type: 'WorkflowCompleted' })).toEqual([]);
});
