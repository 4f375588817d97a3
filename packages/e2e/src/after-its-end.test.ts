import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { endBefore, endBeforeTimer, fail, failInHandler } from './workflows';

const temporal = useTemporal();
const activities = {
  async fail(): Promise<never> {
    await sleep(100);
    throw ApplicationFailure.nonRetryable('left behind');
  },
};
const worker = useWorker(temporal, { activities, hitlPollInterval: 50 });
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
const workflowCompleted = { event_type: 'WorkflowCompleted' } as const;

/** A query of a run that has ended replays all of it, in a thread of the worker as its own tasks. */
async function expectReplay(handle: WorkflowHandle): Promise<void> {
  await expect(handle.query('__temporal_workflow_metadata')).resolves.toBeDefined();
}

const kinds = ['activity', 'local activity', 'child', 'timer', 'condition'] as const;

describe.each(kinds)('a program that leaves behind what fails: %s', (kind) => {
  test('ends once a human has decided on its end', async () => {
    worker.core.script = answer({ ...workflowCompleted, workflow_type: 'endBefore' }, ask);
    const handle = await worker.run.start(endBefore, { args: [kind, 'returns'] });
    await eventually('Core is asked about the end', () => worker.core.polls.length > 0);
    await sleep(500);
    worker.core.onApprovalPoll = () => json({ action: 'allow' });
    expect(await outcomeOf(handle)).toMatchObject({ status: 'completed', value: 'done' });
    await expectReplay(handle);
  });

  test('fails by its own failure, however long Core takes to hear of it', async () => {
    worker.core.script = async (event) => {
      if (event.event_type === 'WorkflowFailed' && event.workflow_type === 'endBefore') await sleep(700);
      return undefined;
    };
    const handle = await worker.run.start(endBefore, { args: [kind, 'fails'] });
    const { status, application } = await outcomeOf(handle);
    expect({ status, why: application?.message }).toEqual({
      status: 'failed',
      why: 'the program has failed',
    });
    await expectReplay(handle);
  });
});

test('a run whose end waits can be cancelled, whatever it has left behind', async () => {
  worker.core.script = answer(workflowCompleted, ask);
  const handle = await worker.run.start(endBeforeTimer);
  await eventually('Core is asked about the end', () => worker.core.polls.length > 0);
  await handle.cancel();
  expect((await outcomeOf(handle)).status).toBe('cancelled');
  await expectReplay(handle);
});

describe.each([
  ['at once', false],
  ['after a timer', true],
])('a handler that fails the run %s', (_when, waits) => {
  const signalled = { event_type: 'SignalReceived', signal_name: 'fail' } as const;

  async function failed(): Promise<WorkflowHandle> {
    const handle = await worker.run.start(failInHandler);
    await eventually('the run has begun', () => worker.core.story.length > 0);
    await handle.signal(fail, waits);
    return handle;
  }

  test('is heard of, and so is the end', async () => {
    const handle = await failed();
    const { status, application } = await outcomeOf(handle);
    expect({ status, why: application?.message }).toEqual({ status: 'failed', why: 'told to fail' });
    expect(worker.core.story).toEqual(['WorkflowStarted', 'SignalReceived fail', 'WorkflowFailed']);
    await expectReplay(handle);
  });

  test('is not in time for a halt', async () => {
    worker.core.script = answer(signalled, verdict('halt', { reason: 'stop' }));
    const handle = await failed();
    expect((await outcomeOf(handle)).status).toBe('terminated');
    expect(worker.core.story).toEqual(['WorkflowStarted', 'SignalReceived fail']);
  });
});
