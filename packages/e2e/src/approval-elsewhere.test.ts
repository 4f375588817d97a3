import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { withWorker } from './harness/with-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const ask = verdict('require_approval', { reason: 'a human must see this' });
const question = { event_type: 'ActivityStarted', activity_type: 'work' } as const;

// covers: 62, W18, M7
test.each([
  ['the activity', question],
  ['its output', { ...question, event_type: 'ActivityCompleted' } as const],
])('an approval of %s is found by another worker after a restart', async (_name, asked) => {
  const core = await temporal.startCore(answer(asked, ask));
  const work = jest.fn(() => Promise.resolve('worked'));
  const options = { core, activities: { work }, hitlPollInterval: 50 };

  const { handle, taskQueue } = await withWorker(temporal, options, async (run) => {
    const started = await temporal.client.workflow.start('callActivity', {
      args: ['work'],
      taskQueue: run.taskQueue,
      workflowId: `approval-${run.taskQueue}`,
    });
    await eventually('the approval is asked for', () => core.polls.length > 0);
    return { handle: started, taskQueue: run.taskQueue };
  });

  core.onApprovalPoll = () => json({ action: 'allow' });
  await withWorker(temporal, { ...options, taskQueue }, async (run) => {
    run.watch(handle);
    expect((await outcomeOf(handle)).value).toBe('worked');
  });
  expect(work).toHaveBeenCalledTimes(1);
});

describe('with approvals switched off', () => {
  const work = jest.fn(() => Promise.resolve('worked'));
  const worker = useWorker(temporal, { activities: { work }, hitlEnabled: false });

  // covers: 61, W10
  test('require_approval is a block', async () => {
    worker.core.script = answer(question, ask);

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.application).toMatchObject({ type: 'GovernanceStop', nonRetryable: true });
    expect(work).not.toHaveBeenCalled();
    expect(worker.core.polls).toEqual([]);
  });
});

describe('with an activity that needs no approval', () => {
  const work = jest.fn(() => Promise.resolve('worked'));
  const worker = useWorker(temporal, { activities: { work }, skipHitlActivityTypes: ['work'] });

  // covers: 61
  test('require_approval lets it run', async () => {
    worker.core.script = answer(question, ask);

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.value).toBe('worked');
    expect(worker.core.polls).toEqual([]);
  });
});
