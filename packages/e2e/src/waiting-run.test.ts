import { nudge, pendingApprovals } from '@openbox/temporal/client';
import { OpenBoxPlugin } from '@openbox/temporal';
import { Worker } from '@temporalio/worker';
import type { CoreReply } from './harness/core-reply';
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
import { actOnNote, callActivity, echo, failWith } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const activities = { work };

const ask = verdict('require_approval', {
  reason: 'a human must see this',
  approval_id: 'a-1',
  policy_id: 'p-1',
});
const pending = json({ action: 'require_approval' });
const approved = json({ action: 'allow' });
const started = { event_type: 'WorkflowStarted' } as const;
const noted = { event_type: 'SignalReceived', signal_name: 'note' } as const;
const completed = { event_type: 'WorkflowCompleted' } as const;

beforeEach(() => jest.clearAllMocks());

describe('by an activity', () => {
  const worker = useWorker(temporal, { activities, hitlPollInterval: 50 });
  let decision: CoreReply = pending;

  beforeEach(() => {
    decision = pending;
    worker.core.onApprovalPoll = () => decision;
  });

  const asked = (): Promise<boolean> =>
    eventually('Core is asked how it was decided', () => worker.core.polls.length > 1);

  // covers: 67
  test.each([
    ['its start', started, callActivity, ['work'], 'worked'],
    ['its end', completed, echo, ['x'], 'x'],
  ] as const)('a workflow waits for the approval of %s', async (_name, event, workflow, args, result) => {
    worker.core.script = answer(event, ask);
    const handle = await worker.run.start(workflow, { args: [...args] });
    await asked();
    expect(work).not.toHaveBeenCalled();
    expect((await handle.describe()).status.name).toBe('RUNNING');
    decision = approved;

    expect((await outcomeOf(handle)).value).toBe(result);
    const { workflowId, firstExecutionRunId } = handle;
    expect(new Set(worker.core.polls.map((poll) => JSON.stringify(poll)))).toEqual(
      new Set([JSON.stringify({ workflow_id: workflowId, run_id: firstExecutionRunId, activity_id: 'a-1' })]),
    );
    expect(worker.core.eventsLike(event)).toHaveLength(1);
    const kinds = kindsOf(await handle.fetchHistory());
    const ours = kinds.filter((kind) => kind.startsWith('activityTask'));
    expect(ours).toHaveLength(workflow === callActivity ? 6 : 3);
  });

  test.each([
    ['start', started, json({ action: 'block', reason: 'too much' }), 'ApprovalRejected', 'too much'],
    ['start', started, json({ action: 'halt', reason: 'too much' }), 'ApprovalRejected', 'too much'],
    [
      'start',
      started,
      json({ action: 'require_approval', approval_expiration_time: '2020-01-01T00:00:00Z' }),
      'ApprovalExpired',
      '',
    ],
    ['end', completed, json({ action: 'block', reason: 'too much' }), 'ApprovalRejected', 'too much'],
  ] as const)('a no to its %s fails the workflow: %#', async (_name, event, reply, type, reason) => {
    worker.core.script = answer(event, ask);
    decision = reply;
    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.status).toBe('failed');
    expect(outcome.application).toMatchObject({ type, nonRetryable: true });
    expect(outcome.application?.message).toContain(reason);
    expect(work).toHaveBeenCalledTimes(event === completed ? 1 : 0);
    expect(worker.core.eventsLike({ event_type: 'WorkflowFailed' })).toHaveLength(1);
  });

  test('a workflow that fails by itself waits for nobody', async () => {
    worker.core.script = answer({ event_type: 'WorkflowFailed' }, ask);
    const outcome = await worker.run.execute(failWith, { args: ['OutOfStock', 'nothing left'] });
    expect(outcome.failure).toMatchObject({ type: 'OutOfStock' });
    expect(worker.core.polls).toEqual([]);
  });

  test('a block of a later signal refuses the effects that wait, without the human', async () => {
    worker.core.script = (event) =>
      event.signal_args?.[0] === 'bad' ? verdict('block', { reason: 'bad' }) : answer(noted, ask)(event);
    const handle = await worker.run.start(actOnNote, { args: ['activity'] });
    await handle.signal('note', 'good');
    await asked();
    await handle.signal('note', 'bad');

    expect((await outcomeOf(handle)).application?.message).toBe('Governance blocked: bad');
  });

  // covers: W51
  test.each([
    ['its start', started],
    ['its end', completed],
  ])('a cancellation reaches a workflow that waits for the approval of %s', async (_name, event) => {
    worker.core.script = answer(event, ask);
    const handle = await worker.run.start(event === started ? 'sleepFor' : 'echo', { args: [3_600_000] });
    await asked();
    await handle.cancel();

    expect((await outcomeOf(handle)).status).toBe('cancelled');
    expect(worker.core.events.at(-1)).toMatchObject({ event_type: 'WorkflowFailed', status: 'cancelled' });
  });

  test('the history of a run that waited replays', async () => {
    worker.core.script = answer(started, ask);
    const handle = await worker.run.start(callActivity, { args: ['work'] });
    await asked();
    decision = approved;
    await outcomeOf(handle);
    const workflowBundle = { codePath: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE) };
    const plugins = [new OpenBoxPlugin({ enforcement: 'off' })];
    const replayed = Worker.runReplayHistory({ workflowBundle, plugins }, await handle.fetchHistory());
    await expect(replayed).resolves.toBeUndefined();
  });
});

describe('from a client alone', () => {
  const worker = useWorker(temporal, { activities, hitlPollInterval: '1h' });

  test('what a workflow waits for is listed, and woken after a decision', async () => {
    worker.core.script = answer(noted, ask);
    const handle = await worker.run.start(actOnNote, { args: ['activity'] });
    await handle.signal('note', 'milk');
    const list = () => pendingApprovals(temporal.client, { workflowId: handle.workflowId });
    await eventually('it is listed', async () => (await list()).length === 1);
    const [waiting] = await list();
    expect(waiting).toMatchObject({
      workflowType: 'actOnNote',
      activityType: 'SignalReceived note',
      reason: 'a human must see this',
      approvalId: 'a-1',
      policyId: 'p-1',
    });
    worker.core.onApprovalPoll = () => approved;
    if (waiting !== undefined) await nudge(temporal.client, waiting);

    expect((await outcomeOf(handle)).value).toBe('acted on milk');
    expect(await list()).toEqual([]);
  });
});

test('nobody decides within hitlMaxWait', async () => {
  const core = await temporal.startCore(answer(started, ask));
  const options = { core, activities, hitlPollInterval: 20, hitlMaxWait: 100 };
  await withWorker(temporal, options, async (run) => {
    const outcome = await run.execute(callActivity, { args: ['work'] });
    expect(outcome.application).toMatchObject({ type: 'ApprovalExpired' });
  });
});

test('a worker without activities has its runs ask by themselves', async () => {
  const core = await temporal.startCore(answer(started, ask));
  core.onApprovalPoll = () => (core.polls.length < 3 ? pending : approved);
  await withWorker(temporal, { core, hitlPollInterval: 20 }, async (run) => {
    const handle = await run.start(echo, { args: ['x'] });
    expect((await outcomeOf(handle)).value).toBe('x');
    expect(kindsOf(await handle.fetchHistory())).not.toContain('activityTaskScheduled');
  });
  expect(core.polls).toHaveLength(3);
});

test.each([
  ['its start', started, callActivity],
  ['its end', completed, callActivity],
])('the wait for %s goes on with the next worker, also without a cache', async (_name, event, workflow) => {
  const core = await temporal.startCore(answer(event, ask));
  const taskQueue = uniqueName('queue');
  const options = { core, activities, taskQueue, hitlPollInterval: 50, maxCachedWorkflows: 0 };
  const workflowId = uniqueName('handover');
  await withWorker(temporal, options, async () => {
    await temporal.client.workflow.start(workflow, { workflowId, taskQueue, args: ['work'] });
    await eventually('Core is asked', () => core.polls.length > 0);
  });
  core.onApprovalPoll = () => approved;
  await withWorker(temporal, options, async (run) => {
    const handle = temporal.client.workflow.getHandle(workflowId);
    run.watch(handle);
    expect((await outcomeOf(handle)).value).toBe('worked');
  });
  expect(core.eventsLike(event)).toHaveLength(1);
  expect(work).toHaveBeenCalledTimes(1);
});
