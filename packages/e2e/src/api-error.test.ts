import { ApplicationFailure } from '@temporalio/common';
import type { CoreReply } from './harness/core-reply';
import { json, NO_DECISION } from './harness/core-reply';
import { eventually } from './harness/eventually';
import { causesOf, outcomeOf } from './harness/outcome';
import type { CoreScript, ScriptedCore } from './harness/scripted-core';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { withWorker } from './harness/with-worker';
import type { WorkerRun } from './harness/worker-run';
import { actOnNote, callActivity, keepNotes } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const onGovernanceError = jest.fn();

const faults: [string, CoreReply][] = [...Object.entries(NO_DECISION), ['no answer in time', 'hang']];
const down = json({ code: 500, message: 'database is down' }, 500);
/** Far less than any retry would take that has no end of its own. */
const SECONDS_MS = 10_000;
const once = { retry: { maximumAttempts: 1 } };

beforeEach(() => jest.clearAllMocks());

/** A Worker and a Core of its own for each test: a Core that did not answer is not asked again for a moment. */
function governed<T>(
  governancePolicy: 'fail_open' | 'fail_closed',
  script: CoreScript,
  body: (run: WorkerRun, core: ScriptedCore) => Promise<T>,
): Promise<T> {
  return temporal
    .startCore(script)
    .then((core) =>
      withWorker(
        temporal,
        { core, activities: { work }, governanceTimeout: 1_000, governancePolicy, onGovernanceError },
        (run) => body(run, core),
      ),
    );
}

describe('fail_open', () => {
  // covers: 80, 100, 101, 102, 105
  test.each(faults)('%s stops nothing', async (_name, reply) => {
    const script = (): CoreReply => reply;
    const outcome = await governed('fail_open', script, (run) =>
      run.execute(callActivity, { args: ['work'] }),
    );

    expect(outcome).toEqual({ status: 'completed', value: 'worked' });
    expect(work).toHaveBeenCalledTimes(1);
    expect(onGovernanceError).toHaveBeenCalled();
  });

  // covers: 91
  test('the handler of a signal runs', async () => {
    await governed('fail_open', answer({ event_type: 'SignalReceived' }, down), async (run) => {
      const handle = await run.start(keepNotes);
      await handle.signal('note', 'milk');
      await handle.signal('finish');

      expect((await outcomeOf(handle)).value).toEqual(['start', 'milk']);
    });
  });

  // covers: 106, W49
  test.each([401, 403])('status %d stops all the same: a revoked key governs nothing', async (status) => {
    const script = (): CoreReply => json({ code: status, message: 'key revoked' }, status);
    const outcome = await governed('fail_open', script, (run) =>
      run.execute(callActivity, { args: ['work'] }),
    );

    expect(outcome.status).toBe('failed');
    expect(work).not.toHaveBeenCalled();
  });
});

describe.each(['fail_open', 'fail_closed'] as const)('%s and a key that is revoked', (policy) => {
  // covers: W59
  test.each([
    [401, 'WorkflowStarted', 'GovernanceAPIError'],
    [403, 'WorkflowStarted', 'GovernanceAPIError'],
    [401, 'WorkflowCompleted', 'GovernanceAPIError'],
    [403, 'WorkflowCompleted', 'GovernanceAPIError'],
    [401, 'ActivityStarted', 'GovernanceStop'],
    [403, 'ActivityStarted', 'GovernanceStop'],
    [401, 'ActivityCompleted', 'GovernanceStop'],
    [403, 'ActivityCompleted', 'GovernanceStop'],
  ] as const)('status %d as of %s ends the run in seconds, with one %s', async (status, since, type) => {
    let revoked = false;
    const script: CoreScript = (event) => {
      revoked ||= event.event_type === since;
      return revoked ? json({ code: status, message: 'key revoked' }, status) : undefined;
    };
    await governed(policy, script, async (run) => {
      const begunMs = Date.now();
      const outcome = await run.execute(callActivity, { args: ['work'] });

      expect(Date.now() - begunMs).toBeLessThan(SECONDS_MS);
      expect(outcome.status).toBe('failed');
      expect(causesOf(outcome.failure).filter((cause) => cause instanceof ApplicationFailure)).toEqual([
        expect.objectContaining({ type, nonRetryable: true }),
      ]);
      expect(outcome.application?.message).toContain('Governance API error');
    });
  });
});

describe('fail_closed', () => {
  // covers: 80, 102, W2, W5
  test.each(faults)('%s stops the run before it does anything', async (_name, reply) => {
    const script = (): CoreReply => reply;
    const outcome = await governed('fail_closed', script, (run) =>
      run.execute(callActivity, { args: ['work'] }),
    );

    expect(outcome.status).toBe('failed');
    expect(outcome.application?.nonRetryable).toBe(true);
    expect(outcome.application?.message).toContain('Governance API error');
    expect(work).not.toHaveBeenCalled();
  });

  // covers: 100, 101
  test.each([
    ['WorkflowStarted', 0],
    ['ActivityStarted', 0],
    ['ActivityCompleted', 1],
    ['WorkflowCompleted', 1],
  ] as const)('an error on %s alone stops the run', async (event_type, calls) => {
    const script = answer({ event_type }, down);
    const outcome = await governed('fail_closed', script, (run) =>
      run.execute(callActivity, { args: ['work'] }),
    );

    expect(outcome.status).toBe('failed');
    expect(outcome.application?.nonRetryable).toBe(true);
    expect(outcome.application?.message).toContain('Governance API error');
    expect(work).toHaveBeenCalledTimes(calls);
  });

  // covers: 91
  test('an error on a signal refuses the next side effect', async () => {
    await governed('fail_closed', answer({ event_type: 'SignalReceived' }, down), async (run) => {
      const handle = await run.start(actOnNote, { args: ['activity'] });
      await handle.signal('note', 'milk');

      expect((await outcomeOf(handle)).application?.message).toContain('Governance API error');
      expect(work).not.toHaveBeenCalled();
    });
  });

  // covers: 74
  test('an error while WorkflowFailed is reported leaves the workflow its own error', async () => {
    work.mockRejectedValueOnce(new Error('no disk'));
    const outcome = await governed('fail_closed', answer({ event_type: 'WorkflowFailed' }, down), (run) =>
      run.execute(callActivity, { args: ['work', [], once] }),
    );

    expect(outcome).toMatchObject({ status: 'failed', application: { message: 'no disk' } });
  });
});

describe('Core refuses connections', () => {
  test.each([
    ['fail_open', 'completed'],
    ['fail_closed', 'failed'],
  ] as const)('%s decides, and Core is asked again when it is back', async (policy, status) => {
    await governed(
      policy,
      () => undefined,
      async (run, core) => {
        await core.refuse();
        expect((await run.execute(callActivity, { args: ['work'] })).status).toBe(status);

        await core.listen();
        await eventually('Core is asked again', async () => {
          await run.execute(callActivity, { args: ['work'] });
          return core.events.length > 0;
        });
      },
    );
  });

  // covers: 103, W16
  test('fail_closed takes no longer than its deadline for a whole workflow', async () => {
    await governed(
      'fail_closed',
      () => 'hang',
      async (run) => {
        const startedAtMs = performance.now();
        await run.execute(callActivity, { args: ['work'] });
        expect(performance.now() - startedAtMs).toBeLessThan(5_000);
      },
    );
  });
});
