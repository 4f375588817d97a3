import { setTimeout as sleep } from 'node:timers/promises';
import { OpenBoxPlugin } from '@openbox/temporal';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { json, verdict } from './harness/core-reply';
import { EnvironmentName, requireEnvironment } from './harness/environment-names';
import { eventually } from './harness/eventually';
import { kindsOf } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { withWorker } from './harness/with-worker';
import { uniqueName } from './harness/worker-run';
import {
  actOnNote,
  actWithoutWaiting,
  callActivity,
  callInSpiteOf,
  callLocalActivity,
  cancelOnNote,
  keepNotes,
  returnWhatGrows,
} from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const block = verdict('block', { reason: 'no' });

const activities = {
  work,
  /** Returns a list that it still adds to. */
  async grow(): Promise<string[]> {
    const list: string[] = [];
    setTimeout(() => list.push('secret'), 200);
    return Promise.resolve(list);
  },
  /** Tells of another run, which it has begun. */
  async ofAnother(workflowId: string): Promise<never> {
    return temporal.client.workflow.getHandle(workflowId).result() as Promise<never>;
  },
};
const worker = useWorker(temporal, { activities, hitlPollInterval: 50 });

beforeEach(() => jest.clearAllMocks());

async function expectReplay(handle: WorkflowHandle): Promise<void> {
  const workflowBundle = { codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE) };
  const plugins = [new OpenBoxPlugin({ enforcement: 'off' })];
  await Worker.runReplayHistory({ workflowBundle, plugins }, await handle.fetchHistory());
}

describe('a result that changes while it is judged', () => {
  const isSecret = (output: unknown): boolean => JSON.stringify(output).includes('secret');

  test('of a workflow, by a signal while a human decides, is judged again', async () => {
    worker.core.script = (event) => {
      if (event.event_type !== 'WorkflowCompleted') return undefined;
      if (isSecret(event.workflow_output)) return block;
      return verdict('require_approval', { reason: 'why', approval_id: 'a-1' });
    };
    const handle = await worker.run.start(returnWhatGrows);
    await eventually('a human is asked', () => worker.core.polls.length > 0);
    await handle.signal('note', 'secret');
    await eventually('the signal is there', () => worker.core.eventsLike({ signal_name: 'note' }).length > 0);
    worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow' });

    expect((await outcomeOf(handle)).application?.message).toBe('Governance blocked: no');
    await expectReplay(handle);
  });

  test('of a workflow, by a signal that Core halts, ends with it', async () => {
    worker.core.script = async (event) => {
      if (event.signal_name === 'note') return verdict('halt', { reason: 'enough' });
      if (event.event_type === 'WorkflowCompleted') await sleep(2_500);
      return undefined;
    };
    const handle = await worker.run.start(returnWhatGrows, { workflowTaskTimeout: '1s' });
    await eventually('the end is judged', () => worker.core.story.includes('WorkflowCompleted'));
    await handle.signal('note', 'psst');

    expect((await outcomeOf(handle)).status).toBe('terminated');
  });

  test.each([callActivity, callLocalActivity])('of an activity (%p) is judged again', async (workflow) => {
    worker.core.script = async (event) => {
      if (event.event_type !== 'ActivityCompleted') return undefined;
      if (isSecret(event.activity_output)) return block;
      await sleep(500);
      return undefined;
    };
    const outcome = await worker.run.execute(workflow, { args: ['grow'] });
    expect(outcome.application).toMatchObject({ type: 'GovernanceStop' });
  });
});

// covers: 78
test.each([true, false])(
  'a refused activity that nobody waits for fails no task; looked at later: %p',
  async (looks) => {
    worker.core.script = answer({ event_type: 'SignalReceived' }, block);
    const handle = await worker.run.start(actWithoutWaiting, { args: [looks] });
    await handle.signal('note', 'psst');

    expect((await outcomeOf(handle)).value).toBe(looks ? 'refused' : 'done');
    expect(work).not.toHaveBeenCalled();
    await expectReplay(handle);
  },
);

// covers: W26
test.each([
  ['allowed', verdict('allow'), 'cancelled', 'cancelled'],
  ['refused', block, 'refused', 'completed'],
] as const)('cancelling another workflow is %s as other effects are', async (_how, reply, said, status) => {
  const other = await worker.run.start(keepNotes);
  worker.core.script = answer({ event_type: 'SignalReceived', signal_name: 'note' }, reply);
  const handle = await worker.run.start(cancelOnNote, { args: [other.workflowId] });
  await eventually('it has begun', async () =>
    kindsOf(await handle.fetchHistory()).includes('workflowTaskCompleted'),
  );
  await handle.signal('note', 'psst');

  expect((await outcomeOf(handle)).value).toBe(said);
  if (said === 'refused') await other.signal('finish');
  expect((await outcomeOf(other)).status).toBe(status);
  await expectReplay(handle);
});

test('the halt of another run, which an activity tells of, ends that one alone', async () => {
  const otherId = uniqueName('other');
  worker.core.script = (event) =>
    event.workflow_id === otherId && event.event_type === 'SignalReceived'
      ? verdict('halt', { reason: 'the other' })
      : undefined;
  const other = await worker.run.start(keepNotes, { workflowId: otherId });
  await other.signal('note', 'psst');
  const outcome = await worker.run.execute(callInSpiteOf, { args: ['ofAnother', 'work'] });

  expect((await outcomeOf(other)).status).toBe('terminated');
  expect(outcome.value).toEqual(['failed', 'worked']);
});

test('an event of a workflow is not approved as something else', async () => {
  worker.core.script = answer(
    { event_type: 'SignalReceived' },
    verdict('require_approval', { reason: 'why', approval_id: 'a-1' }),
  );
  worker.core.onApprovalPoll = () => json({ id: 'a-1', action: 'allow', modified_input: ['other'] });
  const handle = await worker.run.start(actOnNote, { args: ['activity'] });
  await handle.signal('note', 'milk');

  const { application } = await outcomeOf(handle);
  expect(application).toMatchObject({ type: 'ApprovalRejected' });
  expect(application?.message).toContain('modified_input');
  expect(work).not.toHaveBeenCalled();
});

test('a wait by timers ends with hitlMaxWait as well', async () => {
  const core = await temporal.startCore(
    answer(
      { event_type: 'WorkflowStarted' },
      verdict('require_approval', { reason: 'why', approval_id: 'a' }),
    ),
  );
  await withWorker(temporal, { core, hitlPollInterval: 50, hitlMaxWait: 500 }, async (run) => {
    const outcome = await run.execute(keepNotes);
    expect(outcome.application).toMatchObject({ type: 'ApprovalExpired' });
  });
});
