import { json, verdict } from './harness/core-reply';
import { createDeferred } from './harness/deferred';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { registerStatusAttribute } from './harness/status-attribute';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, echo, keepNotes, sleepFor } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const worker = useWorker(temporal, {
  activities: { work },
  searchAttribute: true,
  hitlPollInterval: 50,
  approvalUrl: 'https://console.example/approvals/{approvalId}?run={runId}',
});
const ask = verdict('require_approval', { reason: 'look', approval_id: 'a-1', policy_id: 'p-1' });

beforeAll(async () => {
  await registerStatusAttribute(temporal.connection, temporal.namespace);
});

async function statusOf(workflowId: string): Promise<unknown> {
  const { raw } = await temporal.client.workflow.getHandle(workflowId).describe();
  const data = raw.workflowExecutionInfo?.searchAttributes?.indexedFields?.OpenBoxStatus?.data;
  return data == null ? undefined : JSON.parse(Buffer.from(data).toString('utf8'));
}

const shows = (workflowId: string, value: string): Promise<true> =>
  eventually(`the run is ${value}`, async () => (await statusOf(workflowId)) === value);

test('a run that waits for a human says so, for which rule and where it is decided', async () => {
  const gate = createDeferred();
  worker.core.script = async (event) => {
    if (event.event_type !== 'WorkflowStarted') return undefined;
    await gate.promise;
    return ask;
  };
  const handle = await worker.run.start(callActivity, { args: ['work'] });
  gate.resolve();
  await shows(handle.workflowId, 'waiting');
  const details = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  expect(details.currentDetails).toContain('WorkflowStarted');
  expect(details.currentDetails).toContain('look (rule p-1)');
  expect(details.currentDetails).toContain(
    `[Decide](https://console.example/approvals/a-1?run=${handle.firstExecutionRunId})`,
  );
  worker.core.onApprovalPoll = () => json({ action: 'allow' });

  expect((await outcomeOf(handle)).value).toBe('worked');
  await shows(handle.workflowId, 'governed');
});

test('a run says that it waits, also where one of its activities does', async () => {
  worker.core.script = answer({ event_type: 'ActivityStarted' }, ask);
  const handle = await worker.run.start(callActivity, { args: ['work'] });
  await shows(handle.workflowId, 'waiting');
  worker.core.onApprovalPoll = () => json({ action: 'allow' });

  expect((await outcomeOf(handle)).value).toBe('worked');
  await shows(handle.workflowId, 'governed');
});

test('a run that is stopped says how', async () => {
  worker.core.script = answer({ event_type: 'WorkflowStarted' }, verdict('block'));
  const blocked = await worker.run.start(echo, { args: ['x'] });
  await outcomeOf(blocked);
  expect(await shows(blocked.workflowId, 'blocked')).toBe(true);

  worker.core.script = answer({ event_type: 'WorkflowStarted' }, verdict('halt'));
  const halted = await worker.run.start(sleepFor, { args: [3_600_000] });
  await outcomeOf(halted);
  expect(await shows(halted.workflowId, 'halted')).toBe(true);
});

test('a run that goes on is governed, and costs one event', async () => {
  const handle = await worker.run.start(keepNotes);
  await shows(handle.workflowId, 'governed');
  await handle.signal('finish');
  expect((await outcomeOf(handle)).value).toEqual(['start']);
});
