import type { Evaluator, GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import { ActivityScope, WorkflowSpanProcessor } from '@openbox/spans';
import { testIdentity } from '@openbox/spans/testing';
import { guardEvaluator } from './guarded-evaluator';

const event: GovernanceEvent = {
  source: 'workflow-telemetry',
  event_type: 'ActivityStarted',
  workflow_id: 'w',
  run_id: 'r',
  workflow_type: 'T',
  task_queue: 'q',
};
const key = { workflowId: 'w', runId: 'r', activityId: '1' };

function guard(
  evaluator: Evaluator,
  onApiError: 'fail_open' | 'fail_closed' = 'fail_closed',
  timeoutMs = 10_000,
) {
  return guardEvaluator(evaluator, {
    governanceTimeoutMs: timeoutMs,
    onApiError,
    onVerdict: undefined,
    onGovernanceError: undefined,
  });
}

/** An answer that a JavaScript user's evaluator could give although its type forbids it. */
function answering(answer: unknown): Evaluator {
  return { evaluate: () => Promise.resolve(answer as GovernanceVerdict) };
}

describe('guardEvaluator', () => {
  it('hands on what the evaluator answers', async () => {
    const verdict: GovernanceVerdict = { verdict: 'constrain', reason: 'slowly', constraints: ['one'] };
    await expect(guard(answering(verdict)).evaluate(event)).resolves.toBe(verdict);
  });

  it.each([
    ['no verdict', {}],
    ['an unknown verdict', { verdict: 'deny' }],
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
  ])('takes %s for an API error', async (_name, answer) => {
    await expect(guard(answering(answer)).evaluate(event)).resolves.toMatchObject({
      verdict: 'halt',
      fallbackUsed: true,
      reason: expect.stringContaining('Governance API error') as string,
    });
    await expect(guard(answering(answer), 'fail_open').evaluate(event)).resolves.toMatchObject({
      verdict: 'allow',
      fallbackUsed: true,
    });
  });

  it('takes an evaluator that throws for an API error, and says so once', async () => {
    const errors: unknown[] = [];
    const failure = new Error('down');
    const guarded = guardEvaluator(
      {
        evaluate: () => {
          throw failure;
        },
      },
      {
        governanceTimeoutMs: 1_000,
        onApiError: 'fail_open',
        onVerdict: undefined,
        onGovernanceError: (error) => errors.push(error),
      },
    );
    await expect(guarded.evaluate(event)).resolves.toMatchObject({ verdict: 'allow', fallbackUsed: true });
    expect(errors).toEqual([failure]);
  });

  it('gives up on an evaluator that never answers', async () => {
    jest.useFakeTimers();
    try {
      const answer = guard({ evaluate: () => new Promise(() => undefined) }, 'fail_closed', 50).evaluate(
        event,
      );
      await jest.advanceTimersByTimeAsync(2_100);
      await expect(answer).resolves.toMatchObject({ verdict: 'halt', fallbackUsed: true });
    } finally {
      jest.useRealTimers();
    }
  });

  it('rejects with the reason of an aborted signal, which is no verdict', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const answer = guard({ evaluate: () => new Promise(() => undefined) }).evaluate(event, {
      signal: controller.signal,
    });
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
  });

  it('lets no callback of the user change a verdict', async () => {
    const guarded = guardEvaluator(answering({ verdict: 'allow' }), {
      governanceTimeoutMs: 1_000,
      onApiError: 'fail_closed',
      onVerdict: () => {
        throw new Error('mine');
      },
      onGovernanceError: undefined,
    });
    await expect(guarded.evaluate(event)).resolves.toEqual({ verdict: 'allow' });
  });

  it('never grants an approval that it could not ask for', async () => {
    await expect(guard(answering({ verdict: 'allow' })).pollApproval(key)).resolves.toEqual({
      state: 'pending',
    });
    const failing: Evaluator = {
      evaluate: () => Promise.resolve({ verdict: 'allow' }),
      pollApproval: () => Promise.reject(new Error('down')),
    };
    await expect(guard(failing, 'fail_open').pollApproval(key)).resolves.toEqual({ state: 'unavailable' });
  });
});

describe('the session of a worker', () => {
  const seen: GovernanceEvent[] = [];
  const evaluator: Evaluator = {
    evaluate: (asked) => {
      seen.push(asked);
      return Promise.resolve({ verdict: 'allow' });
    },
    evaluateSync: (asked) => {
      seen.push(asked);
      return { verdict: 'allow' };
    },
  };
  const ask = async (given: GovernanceEvent, multiAgentSessionId: string | undefined) => {
    seen.length = 0;
    const config = { governanceTimeoutMs: 1_000, onApiError: 'fail_open', multiAgentSessionId } as const;
    const guarded = guardEvaluator(evaluator, {
      ...config,
      onVerdict: undefined,
      onGovernanceError: undefined,
    });
    await guarded.evaluate(given);
    guarded.evaluateSync?.(given);
    return seen.map((asked) => asked.multi_agent_session_id);
  };

  it('is on events of runs that have none of their own', async () => {
    await expect(ask(event, 'worker')).resolves.toEqual(['worker', 'worker']);
    await expect(ask({ ...event, multi_agent_session_id: 'run' }, 'worker')).resolves.toEqual(['run', 'run']);
    await ask(event, undefined);
    expect(seen).toEqual([event, event]);
  });
});

describe('evaluateSync of a guarded evaluator', () => {
  const callbacks = { onVerdict: jest.fn(), onGovernanceError: jest.fn() };
  const guarded = (evaluateSync: () => unknown) =>
    guardEvaluator(
      { ...answering({ verdict: 'allow' }), evaluateSync: () => evaluateSync() as GovernanceVerdict },
      { governanceTimeoutMs: 1_000, onApiError: 'fail_closed', ...callbacks },
    );

  beforeEach(() => jest.clearAllMocks());

  it('is there only where the evaluator has it', () => {
    expect('evaluateSync' in guard(answering({ verdict: 'allow' }))).toBe(false);
  });

  it('hands on the verdict, and tells of it', () => {
    const verdict: GovernanceVerdict = { verdict: 'block', reason: 'no' };
    expect(guarded(() => verdict).evaluateSync?.(event)).toBe(verdict);
    expect(callbacks.onVerdict).toHaveBeenCalledWith(verdict, event);
    expect(callbacks.onGovernanceError).not.toHaveBeenCalled();
  });

  it.each<[string, () => unknown]>([
    ['a promise', () => Promise.resolve({ verdict: 'allow' })],
    ['no verdict', () => ({})],
    ['nothing', () => undefined],
    [
      'a throw',
      () => {
        throw new Error('down');
      },
    ],
  ])('takes %s for an API error', (_name, evaluateSync) => {
    const verdict = guarded(evaluateSync).evaluateSync?.(event);
    expect(verdict).toMatchObject({ verdict: 'halt', fallbackUsed: true });
    expect(callbacks.onVerdict).toHaveBeenCalledWith(verdict, event);
    expect(callbacks.onGovernanceError).toHaveBeenCalledTimes(1);
  });

  it('keeps its own traffic out of what is captured', () => {
    const scope = new WorkflowSpanProcessor().startActivity(testIdentity());
    const seen: unknown[] = [];
    const evaluator = guarded(() => {
      seen.push(ActivityScope.current());
      return { verdict: 'allow' };
    });
    scope.run(() => evaluator.evaluateSync?.(event));
    expect(seen).toEqual([undefined]);
  });
});
