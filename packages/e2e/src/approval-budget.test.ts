import { traced } from '@openbox/tracing';
import { activityInfo, heartbeat } from '@temporalio/activity';
import { json, verdict } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { FLIPPING_CODEC } from './harness/flipping-codec';
import { textOf } from './harness/history';
import { outcomeOf } from './harness/outcome';
import { answer } from './harness/scripted-core';
import type { ScriptedCore } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { withWorker } from './harness/with-worker';
import { callActivity, callLocalActivity } from './workflows';

const temporal = useTemporal();
const body = jest.fn((): unknown => 'worked');
const seen: unknown[] = [];
const risky = traced('risky', async () => Promise.resolve('done'));
const activities = {
  work: () => body(),
  /** Notes how far it is, then does what may need approval. */
  async step(...args: unknown[]): Promise<number> {
    seen.push(activityInfo().heartbeatDetails);
    heartbeat({ secretly: 'page three' });
    await risky();
    return args.length;
  },
  async large(detailsLength: number, resultLength: number): Promise<string> {
    body();
    heartbeat('d'.repeat(detailsLength));
    return Promise.resolve('r'.repeat(resultLength));
  },
  /** Fails twice, then does what may need approval, and fails again. */
  async thrice(): Promise<void> {
    body();
    if (body.mock.calls.length > 2) await risky();
    throw new Error('a hiccup');
  },
};
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
const thrice = { retry: { maximumAttempts: 3, initialInterval: 20 } };
const started = { event_type: 'ActivityStarted' } as const;
const options = { activities, hitlPollInterval: 50, operationGovernance: true } as const;

beforeEach(() => {
  body.mockReset().mockReturnValue('worked');
  seen.splice(0);
});

function failAlways(): never {
  throw new Error('a hiccup');
}

const pending = () => json({ id: 'a-1', action: 'require_approval' });
const allow = () => json({ id: 'a-1', action: 'allow' });

function askAboutOperations(core: ScriptedCore): void {
  core.script = (event) => (event.hook_trigger === true ? ask : undefined);
}

describe('the attempts of an activity', () => {
  const worker = useWorker(temporal, options);

  function approveAfter(polls: number): void {
    worker.core.onApprovalPoll = () => (worker.core.polls.length <= polls ? pending() : allow());
  }

  test('are spaced as if no human had been waited for', async () => {
    worker.core.script = answer(started, ask);
    approveAfter(8);
    body.mockImplementationOnce(failAlways);
    const retry = { initialInterval: 100, backoffCoefficient: 2 };
    const handle = await worker.run.start(callActivity, { args: ['work', [], { retry }] });
    await eventually('the body has failed once', () => body.mock.calls.length === 1);
    const failedMs = Date.now();

    expect((await outcomeOf(handle)).value).toBe('worked');
    // By the number of the attempt it would be ten seconds.
    expect(Date.now() - failedMs).toBeLessThan(5_000);
  });

  const kinds = [
    ['an activity', callActivity],
    ['a local activity', callLocalActivity],
  ] as const;

  // covers: 65, W22
  test.each(kinds)('those that wait leave %s all of its own', async (_kind, workflow) => {
    body.mockImplementationOnce(failAlways).mockImplementationOnce(failAlways);
    worker.core.script = answer(started, ask);
    approveAfter(3);

    const outcome = await worker.run.execute(workflow, { args: ['work', [], thrice] });

    expect(outcome.value).toBe('worked');
    expect(body).toHaveBeenCalledTimes(3);
  });

  test.each(kinds)('those before the wait of %s count', async (_kind, workflow) => {
    body.mockImplementation(failAlways);
    worker.core.script = (event) =>
      event.event_type === 'ActivityStarted' && body.mock.calls.length === 2 ? ask : undefined;
    approveAfter(1);

    const outcome = await worker.run.execute(workflow, { args: ['work', [], thrice] });

    expect(outcome.application?.message).toBe('a hiccup');
    expect(body).toHaveBeenCalledTimes(3);
  });

  test.each(kinds)('those before and between two waits of %s count', async (_kind, workflow) => {
    // On the second attempt of the body its start needs approval, on the third the operation does.
    worker.core.script = (event) => {
      const isAsked = event.hook_trigger === true || body.mock.calls.length === 1;
      return event.event_type === 'ActivityStarted' && isAsked ? ask : undefined;
    };
    approveAfter(1);

    const outcome = await worker.run.execute(workflow, { args: ['thrice', [], thrice] });

    expect(outcome.application?.message).toBe('a hiccup');
    expect(body).toHaveBeenCalledTimes(4);
  });

  test('one that ended in an operation that waits does not count, those before it do', async () => {
    askAboutOperations(worker.core);
    approveAfter(1);

    const outcome = await worker.run.execute(callActivity, { args: ['thrice', [], thrice] });

    expect(outcome.application?.message).toBe('a hiccup');
    expect(body).toHaveBeenCalledTimes(4);
  });

  // covers: 65
  test('the time that a human takes is none of the activity', async () => {
    worker.core.script = answer(started, ask);
    const limits = { scheduleToCloseTimeout: '2s' };
    const handle = await worker.run.start(callActivity, { args: ['work', [], limits] });
    const begunMs = Date.now();
    await eventually('its own time is over', () => Date.now() - begunMs > 2_500);
    expect(worker.core.polls.length).toBeGreaterThan(0);
    worker.core.onApprovalPoll = allow;

    expect((await outcomeOf(handle)).value).toBe('worked');
  });

  test('an approval of something else does not end the wait, which costs the run one activity', async () => {
    worker.core.script = answer(started, ask);
    worker.core.onApprovalPoll = ({ activity_id: id }) =>
      id === 'a-1' ? pending() : json({ id: 'another', action: 'allow' });
    const handle = await worker.run.start(callActivity, { args: ['work', [], thrice] });
    await eventually('it asks several times', () => worker.core.polls.length > 8);
    const { events } = await handle.fetchHistory();
    expect(
      events?.filter(({ activityTaskScheduledEventAttributes: scheduled }) => scheduled != null).length,
    ).toBeLessThan(4);
    worker.core.onApprovalPoll = allow;

    expect((await outcomeOf(handle)).value).toBe('worked');
  });
});

describe('the heartbeat details of an activity whose run waits for it', () => {
  const worker = useWorker(temporal, options);

  // covers: 62
  test.each([1, 3])('survive with %d attempts, and its arguments stay its own', async (maximumAttempts) => {
    askAboutOperations(worker.core);
    worker.core.onApprovalPoll = () => (worker.core.polls.length < 3 ? pending() : allow());

    const outcome = await worker.run.execute(callActivity, {
      args: ['step', ['x'], { retry: { maximumAttempts } }],
    });

    expect(outcome.value).toBe(1);
    expect(seen).toEqual([undefined, { secretly: 'page three' }]);
    for (const { activity_input } of worker.core.eventsLike(started)) expect(activity_input).toEqual(['x']);
  });

  test('are left behind where they do not fit beside the arguments', async () => {
    worker.core.script = (event) =>
      event.event_type === 'ActivityStarted' && event.attempt === 2 ? ask : undefined;
    worker.core.onApprovalPoll = allow;
    body.mockImplementationOnce(() => {
      heartbeat('d'.repeat(1_200_000));
      throw new Error('a hiccup');
    });

    const outcome = await worker.run.execute(callActivity, {
      args: ['work', ['x'.repeat(1_200_000)], thrice],
    });

    expect(outcome.value).toBe('worked');
  });

  test('are encoded by the codec wherever they are kept', async () => {
    const core = await temporal.startCore();
    askAboutOperations(core);
    core.onApprovalPoll = allow;
    const dataConverter = { payloadCodecs: [FLIPPING_CODEC] };
    await withWorker(temporal, { ...options, core, dataConverter }, async (run) => {
      const handle = await run.start(callActivity, {
        args: ['step', ['x'], { retry: { maximumAttempts: 1 } }],
      });
      // The client of the test has no codec, so that it cannot read the result.
      await outcomeOf(handle).catch(() => undefined);
      expect(textOf(await handle.fetchHistory())).not.toContain('page three');
    });
    expect(seen).toEqual([undefined, { secretly: 'page three' }]);
  });
});

describe('a result that waits', () => {
  const worker = useWorker(temporal, options);

  test.each([
    ['by retry', {}],
    ['by the workflow', thrice],
  ])('is refused where it does not fit %s beside the heartbeat details', async (_name, limits) => {
    worker.core.script = answer({ event_type: 'ActivityCompleted' }, ask);
    worker.core.onApprovalPoll = allow;

    const outcome = await worker.run.execute(callActivity, {
      args: ['large', [1_000_000, 1_000_000], limits],
    });

    expect(outcome.application).toMatchObject({
      type: 'GovernanceStop',
      nonRetryable: true,
      message: expect.stringContaining('too large for Temporal to keep') as string,
    });
    expect(body).toHaveBeenCalledTimes(1);
  });
});

describe("enforcement: 'observe'", () => {
  test.each([
    ['by retry', 'ActivityStarted', {}],
    ['by retry', 'ActivityCompleted', {}],
    ['by the workflow', 'ActivityStarted', thrice],
    ['by the workflow', 'ActivityCompleted', thrice],
    ['at the start of its run', 'WorkflowStarted', {}],
  ] as const)('releases what waits %s on %s', async (_name, event_type, limits) => {
    const core = await temporal.startCore(answer({ event_type }, ask));
    const { handle, taskQueue } = await withWorker(temporal, { ...options, core }, async (run) => {
      const begun = await temporal.client.workflow.start(callActivity, {
        args: ['work', [], { ...limits, heartbeatTimeout: '1s' }],
        workflowId: `observed-${run.taskQueue}`,
        taskQueue: run.taskQueue,
        workflowTaskTimeout: '1s',
      });
      await eventually('it waits', () => core.polls.length > 0);
      return { handle: begun, taskQueue: run.taskQueue };
    });
    const polls = core.polls.length;
    const observing = { ...options, core, taskQueue, enforcement: 'observe' } as const;
    await withWorker(temporal, observing, async (run) => {
      run.watch(handle);
      expect((await outcomeOf(handle)).value).toBe('worked');
    });
    expect(body).toHaveBeenCalledTimes(1);
    expect(core.polls.length).toBe(polls);
  });
});
