import { json, verdict } from './harness/core-reply';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { uniqueName } from './harness/worker-run';
import { callActivity } from './workflows';

const temporal = useTemporal();
const make = jest.fn((): unknown => 'made');
const worker = useWorker(temporal, {
  activities: { make: () => make(), measure: (text: string) => text.length },
  hitlPollInterval: 50,
  operationGovernance: true,
});

const started = { event_type: 'ActivityStarted' } as const;
const completed = { event_type: 'ActivityCompleted' } as const;
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
const once = { retry: { maximumAttempts: 1 } };

beforeEach(() => make.mockReset());

function approveSoon(): void {
  worker.core.onApprovalPoll = () =>
    json({ id: 'a-1', action: worker.core.polls.length < 3 ? 'require_approval' : 'allow' });
}

test.each([
  ['by retry', {}],
  ['by the workflow', once],
])('a result near the payload limit is kept %s while it waits', async (_name, options) => {
  make.mockReturnValue('x'.repeat(1_900_000));
  worker.core.script = answer(completed, ask);
  approveSoon();

  const outcome = await worker.run.execute(callActivity, { args: ['make', [], options] });

  expect(outcome.value).toHaveLength(1_900_000);
  expect(make).toHaveBeenCalledTimes(1);
});

test('a result that cannot be kept is refused, once and clearly', async () => {
  make.mockReturnValue(Buffer.alloc(1_600_000, 7));
  worker.core.script = answer(completed, ask);

  const outcome = await worker.run.execute(callActivity, { args: ['make'] });

  expect(outcome.application).toMatchObject({
    type: 'GovernanceStop',
    nonRetryable: true,
    message: expect.stringContaining('too large for Temporal to keep') as string,
  });
  expect(make).toHaveBeenCalledTimes(1);
});

test.each([
  ['by retry', {}],
  ['by the workflow', once],
])('an argument near the payload limit is approved %s, and no event is as large', async (_name, options) => {
  worker.core.script = answer(started, ask);
  approveSoon();

  const outcome = await worker.run.execute(callActivity, {
    args: ['measure', ['x'.repeat(1_000_000)], options],
  });

  expect(outcome.value).toBe(1_000_000);
  for (const event of worker.core.events) expect(JSON.stringify(event).length).toBeLessThan(300_000);
});

describe('an activity that a client starts, without a workflow', () => {
  const run = (name: string) =>
    temporal.client.activity.execute(name, {
      id: uniqueName('activity'),
      taskQueue: worker.run.taskQueue,
      args: [],
      startToCloseTimeout: '30s',
      retry: { initialInterval: 50 },
    });

  test('is governed', async () => {
    make.mockReturnValue('made');

    expect(await run('make')).toBe('made');
    expect(worker.core.story).toEqual(['ActivityStarted make', 'ActivityCompleted make']);
    for (const event of worker.core.events) expect(event.workflow_id).not.toBe('');
  });

  test.each(['block', 'halt'])('is refused by %s', async (stop) => {
    worker.core.script = answer(started, verdict(stop, { reason: 'never' }));

    await expect(run('make')).rejects.toMatchObject({
      cause: { type: 'GovernanceStop', message: 'Governance blocked: never' },
    });
    expect(make).not.toHaveBeenCalled();
  });

  test('waits for its approval', async () => {
    make.mockReturnValue('made');
    worker.core.script = answer(started, ask);
    approveSoon();

    expect(await run('make')).toBe('made');
    expect(make).toHaveBeenCalledTimes(1);
  });
});
