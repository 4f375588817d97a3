import { WorkflowClient } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { json, verdict } from './harness/core-reply';
import { createDeferred } from './harness/deferred';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, said, say, showDetails } from './workflows';

const temporal = useTemporal();
const gate = { current: createDeferred() };
const work = jest.fn(async () => {
  await gate.current.promise;
  return 'worked';
});
const worker = useWorker(temporal, {
  activities: { work },
  hitlPollInterval: 200,
  approvalUrl: 'https://console.example/approvals/{approvalId}?run={runId}',
});
const ask = verdict('require_approval', { reason: 'look', approval_id: 'a-1', policy_id: 'p-1' });
const asksForActivity = answer({ event_type: 'ActivityStarted', activity_type: 'work' }, ask);

const METADATA_QUERY = '__temporal_workflow_metadata';

/** As Temporal's UI asks for them. */
async function detailsOf(handle: WorkflowHandle): Promise<string> {
  const { currentDetails } = await handle.query<{ currentDetails?: string }>(METADATA_QUERY);
  return currentDetails ?? '';
}

const shows = (handle: WorkflowHandle, text: string): Promise<true> =>
  eventually(`"${text}" is shown`, async () => (await detailsOf(handle)).includes(text));

beforeEach(() => {
  gate.current = createDeferred();
  work.mockClear();
});
afterEach(() => {
  gate.current.resolve();
});

describe.each([
  ['by its own retries', {}],
  ['through its run', { retry: { maximumAttempts: 1 } }],
])('an activity that waits %s', (_how, options) => {
  test('is shown until it is decided, with its rule and a link', async () => {
    worker.core.script = asksForActivity;
    const handle = await worker.run.start(showDetails, { args: ['work', options] });
    await shows(handle, 'work (');
    const details = await detailsOf(handle);
    expect(details).toMatch(/^begun\n\nWaiting for approval:\n\n- work \(\d+\) since 20\d\d-/);
    expect(details).toContain('look (rule p-1)');
    expect(details).toContain(
      `[Decide](https://console.example/approvals/a-1?run=${handle.firstExecutionRunId})`,
    );
    expect(details.match(/work \(/g)).toHaveLength(1);

    worker.core.onApprovalPoll = () => json({ action: 'allow' });
    await eventually('the body runs', () => work.mock.calls.length > 0);
    await eventually('nothing is shown', async () => (await detailsOf(handle)) === 'begun');
    gate.current.resolve();
    expect((await outcomeOf(handle)).value).toBe('worked');
    expect(await detailsOf(handle)).toBe('begun, called');
  });

  test('is shown below whatever the workflow shows meanwhile, which never sees it', async () => {
    worker.core.script = asksForActivity;
    const handle = await worker.run.start(showDetails, { args: ['work', options] });
    await shows(handle, 'look (rule p-1)');
    await handle.signal(say, ', then more');
    await shows(handle, 'then more');
    expect(await detailsOf(handle)).toMatch(/^begun, then more\n\nWaiting for approval:\n\n- work \(/);
    expect(await handle.query(said)).toBe('begun, then more');

    gate.current.resolve();
    worker.core.onApprovalPoll = () => json({ action: 'allow' });
    expect((await outcomeOf(handle)).value).toBe('worked');
    expect(await detailsOf(handle)).toBe('begun, then more, called');
  });
});

test('what a client claims to wait is not shown', async () => {
  const forged = { activityId: '9', activityType: 'forged', reason: 'none' };
  const client = new WorkflowClient({
    connection: temporal.connection,
    namespace: temporal.namespace,
    interceptors: [
      {
        query: (input, next) =>
          next({
            ...input,
            headers: { ...input.headers, 'openbox-seen-waits': defaultPayloadConverter.toPayload([forged]) },
          }),
      },
    ],
  });
  const handle = await worker.run.start(callActivity, { args: ['work'] });
  await eventually('the body runs', () => work.mock.calls.length > 0);
  const details = await client
    .getHandle(handle.workflowId)
    .query<{ currentDetails?: string }>(METADATA_QUERY);
  expect(details.currentDetails ?? '').not.toContain('forged');
  gate.current.resolve();
  expect((await outcomeOf(handle)).value).toBe('worked');
});
