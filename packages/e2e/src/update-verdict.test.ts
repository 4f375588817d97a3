import { WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { getGovernanceFailure } from '@openbox/temporal';
import type { VerdictCallback } from '@openbox/temporal';
import { guardrails, json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { kindsOf } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { uniqueName } from './harness/worker-run';
import { takeUpdates } from './workflows';

const temporal = useTemporal();
const work = jest.fn((_text?: string) => Promise.resolve('worked'));
const onVerdict = jest.fn((..._args: Parameters<VerdictCallback>) => undefined);
const onConstrain = jest.fn();
const worker = useWorker(temporal, {
  activities: { work },
  skipSignals: ['unreported'],
  onVerdict,
  onConstrain,
});

const received = { event_type: 'SignalReceived' } as const;
const accepted = 'workflowExecutionUpdateAccepted';

beforeEach(() => jest.clearAllMocks());

async function failureOf(update: Promise<unknown>): Promise<unknown> {
  const error: unknown = await update.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error(`not refused: ${String(error)}`);
  return error.cause;
}

async function kinds(handle: Pick<WorkflowHandle, 'fetchHistory'>): Promise<string[]> {
  return kindsOf(await handle.fetchHistory());
}

// covers: W26
test.each<[string, string, [unknown, ...unknown[]]]>([
  ['without a validator', 'keep', ['milk']],
  ['with a validator', 'check', ['milk', { of: ['a'] }]],
  ['with an effect', 'act', ['milk']],
  ['of the default handler', 'anything', ['milk']],
])('a blocked update is rejected before it is accepted: %s', async (_kind, name, args) => {
  worker.core.script = answer(received, verdict('block', { reason: 'no milk', policy_id: 'p-1' }));
  const handle = await worker.run.start(takeUpdates);
  const cause = await failureOf(handle.executeUpdate(name, { args }));

  expect(cause).toMatchObject({
    type: 'GovernanceStop',
    message: 'Governance blocked: no milk',
    nonRetryable: true,
  });
  expect(getGovernanceFailure(cause)).toMatchObject({
    verdict: 'block',
    reason: 'no milk',
    policyId: 'p-1',
  });
  expect(await kinds(handle)).not.toContain(accepted);
  expect(work).not.toHaveBeenCalled();

  worker.core.script = () => undefined;
  expect(await handle.executeUpdate('act', { args: ['bread'] })).toBe('worked on bread');
  await handle.signal('close');
  expect((await outcomeOf(handle)).value).toEqual(['bread']);
  expect(worker.core.eventsLike({ ...received, signal_name: name, signal_args: args })).toHaveLength(0);
  expect(worker.core.events.filter((event) => event.metadata?.kind === 'update')).toHaveLength(2);
});

test('a blocked update that comes with the start is rejected, after Core heard of the start', async () => {
  worker.core.script = answer(received, verdict('block', { reason: 'no milk' }));
  const workflowId = uniqueName('update');
  worker.run.watch({ workflowId });
  const startWorkflowOperation = new WithStartWorkflowOperation(takeUpdates, {
    workflowId,
    taskQueue: worker.run.taskQueue,
    workflowIdConflictPolicy: 'FAIL',
  });
  const update = temporal.client.workflow.executeUpdateWithStart('keep', {
    args: ['milk'],
    startWorkflowOperation,
  });

  expect(await failureOf(update)).toMatchObject({ type: 'GovernanceStop' });
  const handle = temporal.client.workflow.getHandle(workflowId);
  await handle.signal('close');
  expect((await outcomeOf(handle)).value).toEqual([]);
  expect(await kinds(handle)).not.toContain(accepted);
  expect(worker.core.story.slice(0, 2)).toEqual(['WorkflowStarted', 'SignalReceived keep']);
  const starts = worker.core.eventsLike({ event_type: 'WorkflowStarted' });
  expect(starts).toHaveLength(1);
  expect(starts[0]).not.toHaveProperty('activity_input');
});

test('an update that comes with a refused start is rejected with that refusal', async () => {
  worker.core.script = answer({ event_type: 'WorkflowStarted' }, verdict('block', { reason: 'not today' }));
  const workflowId = uniqueName('update');
  worker.run.watch({ workflowId });
  const startWorkflowOperation = new WithStartWorkflowOperation(takeUpdates, {
    workflowId,
    taskQueue: worker.run.taskQueue,
    workflowIdConflictPolicy: 'FAIL',
  });
  const update = temporal.client.workflow.executeUpdateWithStart('act', {
    args: ['milk'],
    startWorkflowOperation,
  });

  expect(await failureOf(update)).toMatchObject({ message: 'Governance blocked: not today' });
  const outcome = await outcomeOf(temporal.client.workflow.getHandle(workflowId));
  expect(outcome.application).toMatchObject({ message: 'Governance blocked: not today' });
  expect(worker.core.story).toEqual(['WorkflowStarted', 'WorkflowFailed']);
});

test('an allowed update is asked for once, and costs one marker', async () => {
  const memo = { openbox_multi_agent_session_id: 's-1' };
  const handle = await worker.run.start(takeUpdates, { memo });
  await handle.query('kept');
  expect(await handle.executeUpdate('keep', { args: ['milk'], updateId: 'u-1' })).toBe('kept milk');

  const events = worker.core.events.filter((event) => event.event_type === 'SignalReceived');
  expect(events).toMatchObject([
    {
      workflow_id: handle.workflowId,
      run_id: handle.firstExecutionRunId,
      workflow_type: 'takeUpdates',
      task_queue: worker.run.taskQueue,
      signal_name: 'keep',
      signal_args: ['milk'],
      multi_agent_session_id: 's-1',
      metadata: { kind: 'update', update_id: 'u-1' },
    },
  ]);
  expect(onVerdict.mock.calls.filter(([, event]) => event.signal_name === 'keep')).toHaveLength(1);
  const all = await kinds(handle);
  expect(all.slice(all.indexOf(accepted))).toEqual([
    accepted,
    'markerRecorded',
    'workflowExecutionUpdateCompleted',
  ]);
});

test('halt rejects the update, and ends the run', async () => {
  worker.core.script = answer(received, verdict('halt', { reason: 'stop it all' }));
  const handle = await worker.run.start(takeUpdates);

  expect(await failureOf(handle.executeUpdate('keep', { args: ['milk'] }))).toMatchObject({
    type: 'GovernanceStop',
  });
  const outcome = await outcomeOf(handle);
  expect(outcome).toMatchObject({ status: 'terminated' });
  expect(outcome.failure?.message).toContain('stop it all');
  expect(await kinds(handle)).not.toContain(accepted);
});

test('guardrails that do not pass reject the update', async () => {
  worker.core.script = answer(
    received,
    guardrails({
      input_type: 'activity_input',
      validation_passed: false,
      reasons: [{ type: 'pii', field: 'signal_args', reason: 'a name' }],
    }),
  );
  const handle = await worker.run.start(takeUpdates);

  const cause = await failureOf(handle.executeUpdate('keep', { args: ['milk'] }));
  expect(cause).toMatchObject({ type: 'GuardrailsValidationFailed' });
  expect(await kinds(handle)).not.toContain(accepted);
});

test('a constraint is reported once, and the update goes on', async () => {
  worker.core.script = answer(received, verdict('constrain', { reason: 'slowly' }));
  const handle = await worker.run.start(takeUpdates);

  expect(await handle.executeUpdate('keep', { args: ['milk'] })).toBe('kept milk');
  expect(onConstrain).toHaveBeenCalledTimes(1);
});

test('after a stop verdict on a signal, updates are rejected', async () => {
  worker.core.script = answer({ ...received, signal_name: 'poke' }, verdict('block', { reason: 'psst' }));
  const handle = await worker.run.start(takeUpdates);
  await handle.signal('poke');
  await eventually('the verdict is in history', async () => {
    const all = await kinds(handle);
    return all.lastIndexOf('markerRecorded') > all.indexOf('workflowExecutionSignaled');
  });

  expect(await failureOf(handle.executeUpdate('keep', { args: ['milk'] }))).toMatchObject({
    type: 'GovernanceStop',
    message: 'Governance blocked: psst',
  });
  expect(await handle.executeUpdate('unreported', { args: ['milk'] })).toBe('took unreported');
  expect(await kinds(handle)).toContain(accepted);
  expect(await handle.query('kept')).toEqual(['unreported milk']);
});

test('an update that is not to be reported is not judged', async () => {
  worker.core.script = answer(received, verdict('block'));
  const handle = await worker.run.start(takeUpdates);

  expect(await handle.executeUpdate('unreported', { args: ['milk'] })).toBe('took unreported');
  expect(worker.core.eventsLike(received)).toEqual([]);
});

test('a validator of the user still refuses, and sees what the client sent', async () => {
  const handle = await worker.run.start(takeUpdates);

  const refused = handle.executeUpdate('check', { args: ['', { of: ['a', 'b'] }] });
  expect(await failureOf(refused)).toMatchObject({ message: 'empty text of ["a","b"]' });
  expect(await handle.executeUpdate('check', { args: ['milk', { of: ['c'] }] })).toBe('checked milk');
  expect(await handle.query('kept')).toEqual(['milk ["c"]']);
});

test('an API error follows the policy: fail_open accepts the update', async () => {
  worker.core.script = answer(received, json({ message: 'down' }, 500));
  const handle = await worker.run.start(takeUpdates);

  expect(await handle.executeUpdate('act', { args: ['milk'] })).toBe('worked on milk');
});
