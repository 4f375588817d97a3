import { activityInfo, heartbeat } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity, callLocalActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn((): unknown => 'worked');
const activities = { work: () => work() };
const started = { event_type: 'ActivityStarted' } as const;
const ask = verdict('require_approval', { reason: 'a human must see this' });

beforeEach(() => work.mockReset().mockReturnValue('worked'));

/** The activity ids under which activities of a type were scheduled, in order. */
async function scheduledIn(handle: WorkflowHandle, activityType: string): Promise<unknown[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name === activityType ? [scheduled.activityId] : [],
  );
}

describe('without a limit', () => {
  const worker = useWorker(temporal, { activities, hitlPollInterval: 50 });

  test('a workflow can be cancelled while it waits', async () => {
    worker.core.script = answer(started, ask);
    const handle = await worker.run.start(callActivity, { args: ['work'] });
    await eventually('the activity waits', () => worker.core.polls.length > 0);
    await handle.cancel();

    expect((await outcomeOf(handle)).status).toBe('cancelled');
    expect(work).not.toHaveBeenCalled();
  });

  // covers: 65, W22
  test("the user's timeout and retry policy never limit the wait", async () => {
    worker.core.script = answer(started, ask);
    const handle = await worker.run.start(callActivity, {
      args: ['work', [], { scheduleToCloseTimeout: '1s', retry: { maximumAttempts: 2 } }],
    });
    await eventually(
      'the workflow waits',
      async () => (await scheduledIn(handle, 'send_governance_event')).length > 0,
    );
    worker.core.onApprovalPoll = () => json({ action: 'allow' });

    expect((await outcomeOf(handle)).value).toBe('worked');
    expect(work).toHaveBeenCalledTimes(1);
    const ids = await scheduledIn(handle, 'work');
    expect(ids).toEqual([ids[0], ids[0]]);
  });

  // covers: 62
  test('the details of a heartbeat survive the wait', async () => {
    const seen: unknown[] = [];
    work.mockImplementation(() => {
      seen.push(activityInfo().heartbeatDetails);
      if (seen.length > 1) return 'worked';
      heartbeat({ page: 7 });
      throw new Error('a hiccup');
    });
    worker.core.script = (event) =>
      event.event_type === 'ActivityStarted' && event.attempt === 2 ? ask : undefined;
    worker.core.onApprovalPoll = () =>
      json({ action: worker.core.polls.length < 3 ? 'require_approval' : 'allow' });

    expect((await worker.run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
    expect(seen).toEqual([undefined, { page: 7 }]);
  });

  test('a local activity waits for its approval too', async () => {
    worker.core.script = answer(started, ask);
    worker.core.onApprovalPoll = () =>
      json({ action: worker.core.polls.length < 3 ? 'require_approval' : 'allow' });

    expect((await worker.run.execute(callLocalActivity, { args: ['work'] })).value).toBe('worked');
    expect(work).toHaveBeenCalledTimes(1);
  });

  test.each([{ maximumAttempts: 1 }, {}])(
    'the body of a local activity whose output waits runs once: %j',
    async (retry) => {
      worker.core.script = answer({ event_type: 'ActivityCompleted' }, ask);
      worker.core.onApprovalPoll = () =>
        json({ action: worker.core.polls.length < 3 ? 'require_approval' : 'allow' });

      const outcome = await worker.run.execute(callLocalActivity, { args: ['work', [], { retry }] });
      expect(outcome.value).toBe('worked');
      expect(work).toHaveBeenCalledTimes(1);
    },
  );

  test('a local activity goes on with what was approved, also where it fails and is tried again', async () => {
    work.mockImplementationOnce(() => {
      throw new Error('a hiccup');
    });
    worker.core.script = (event) => (event.event_type === 'ActivityStarted' ? ask : undefined);
    worker.core.onApprovalPoll = () => json({ action: 'allow' });

    const options = { retry: { initialInterval: 200 }, localRetryThreshold: 10 };
    const outcome = await worker.run.execute(callLocalActivity, { args: ['work', [], options] });
    expect(outcome.value).toBe('worked');
    expect(work).toHaveBeenCalledTimes(2);
    expect(new Set(worker.core.polls.map((poll) => poll.activity_id)).size).toBe(1);
  });

  test('a local activity that is denied fails as an activity does', async () => {
    worker.core.script = answer(started, ask);
    worker.core.onApprovalPoll = () => json({ action: 'block', reason: 'no' });

    const outcome = await worker.run.execute(callLocalActivity, { args: ['work'] });
    expect(outcome.application).toMatchObject({ type: 'ApprovalRejected', nonRetryable: true });
    expect(work).not.toHaveBeenCalled();
  });

  test('an approval of input and of output are asked for one after the other', async () => {
    worker.core.script = (event) => (event.event_type.startsWith('Activity') ? ask : undefined);
    worker.core.onApprovalPoll = () => json({ action: 'allow' });

    expect((await worker.run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
    expect(work).toHaveBeenCalledTimes(1);
    expect(worker.core.polls).toHaveLength(2);
  });

  test('an approved result is handed on as it is', async () => {
    const results = [undefined, null, 0, { deep: [1, { a: null }] }, 'é\u0000'];
    worker.core.script = answer({ event_type: 'ActivityCompleted' }, ask);
    worker.core.onApprovalPoll = () => json({ action: 'allow' });

    for (const result of results) {
      work.mockReturnValueOnce(result);
      expect((await worker.run.execute(callActivity, { args: ['work'] })).value).toEqual(result);
    }
    expect(work).toHaveBeenCalledTimes(results.length);
  });
});

describe('with hitlMaxWait', () => {
  const worker = useWorker(temporal, { activities, hitlPollInterval: 50, hitlMaxWait: 300 });

  test('the wait ends as an approval that expired', async () => {
    worker.core.script = answer(started, ask);

    const outcome = await worker.run.execute(callActivity, { args: ['work'] });

    expect(outcome.application).toMatchObject({ type: 'ApprovalExpired', nonRetryable: true });
    expect(work).not.toHaveBeenCalled();
  });
});

describe('with room for one activity', () => {
  const worker = useWorker(temporal, {
    activities: { ...activities, other: () => 'other' },
    hitlPollInterval: 50,
    maxConcurrentActivityTaskExecutions: 1,
  });

  test('an activity that waits leaves the room to others', async () => {
    worker.core.script = answer({ ...started, activity_type: 'work' }, ask);
    const waiting = await worker.run.start(callActivity, { args: ['work'] });
    await eventually('it waits', () => worker.core.polls.length > 0);

    expect((await worker.run.execute(callActivity, { args: ['other'] })).value).toBe('other');
    worker.core.onApprovalPoll = () => json({ action: 'allow' });
    expect((await outcomeOf(waiting)).value).toBe('worked');
  });
});
