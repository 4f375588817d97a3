import type { Evaluator, GovernanceEvent } from '@openbox/core-client/contract';
import { json, verdict } from './harness/core-reply';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { withWorker } from './harness/with-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const work = jest.fn(() => Promise.resolve('worked'));
const activities = { work };
const throwing = (): never => {
  throw new Error('the callback is broken');
};

beforeEach(() => jest.clearAllMocks());

describe('callbacks', () => {
  const onVerdict = jest.fn();
  const worker = useWorker(temporal, { activities, onVerdict });

  test('onVerdict sees every verdict with its event', async () => {
    worker.core.script = answer(
      { event_type: 'ActivityStarted' },
      verdict('constrain', { reason: 'gently' }),
    );

    await worker.run.execute(callActivity, { args: ['work'] });

    const seen = onVerdict.mock.calls as [{ verdict: string }, GovernanceEvent][];
    expect(seen.map(([answered, event]) => [event.event_type, answered.verdict])).toEqual([
      ['WorkflowStarted', 'allow'],
      ['ActivityStarted', 'constrain'],
      ['ActivityCompleted', 'allow'],
      ['WorkflowCompleted', 'allow'],
    ]);
  });
});

describe('callbacks that throw', () => {
  const worker = useWorker(temporal, {
    activities,
    onVerdict: throwing,
    onConstrain: throwing,
    onGovernanceError: throwing,
  });

  // covers: W44
  test.each([verdict('constrain'), json({ message: 'down' }, 500)])('change nothing: %j', async (reply) => {
    worker.core.script = () => reply;

    expect((await worker.run.execute(callActivity, { args: ['work'] })).value).toBe('worked');
  });
});

describe('an evaluator of one’s own', () => {
  const run = (evaluator: Evaluator, governancePolicy: 'fail_open' | 'fail_closed') =>
    withWorker(temporal, { activities, evaluator, governancePolicy, governanceTimeout: 200 }, (worker) =>
      worker.execute(callActivity, { args: ['work'] }),
    );

  test('decides in the place of Core', async () => {
    const events: GovernanceEvent[] = [];
    const evaluate: Evaluator['evaluate'] = (event) => {
      events.push(event);
      return Promise.resolve({
        verdict: event.event_type === 'ActivityStarted' ? 'block' : 'allow',
        reason: 'mine',
      });
    };
    const outcome = await run({ evaluate }, 'fail_open');

    expect(outcome.application?.message).toBe('Governance blocked: mine');
    expect(events.map((event) => event.event_type)).toEqual([
      'WorkflowStarted',
      'ActivityStarted',
      'WorkflowFailed',
    ]);
    expect(work).not.toHaveBeenCalled();
  });

  test.each([
    ['throws', () => Promise.reject(new Error('my database is down'))],
    ['throws at once', throwing],
    ['never answers', () => new Promise<never>(() => undefined)],
  ] as const)('that %s is an API error', async (_name, fail) => {
    const evaluate: Evaluator['evaluate'] = (event) =>
      event.event_type === 'ActivityStarted' ? fail() : Promise.resolve({ verdict: 'allow' });

    expect((await run({ evaluate }, 'fail_open')).value).toBe('worked');
    expect((await run({ evaluate }, 'fail_closed')).application?.message).toContain('Governance API error');
    expect(work).toHaveBeenCalledTimes(1);
  });

  test('that cannot be asked for approvals never has one granted', async () => {
    const evaluate: Evaluator['evaluate'] = (event) =>
      Promise.resolve({ verdict: event.event_type === 'ActivityStarted' ? 'require_approval' : 'allow' });
    const outcome = await withWorker(
      temporal,
      { activities, evaluator: { evaluate }, hitlPollInterval: 50, hitlMaxWait: 200 },
      (worker) => worker.execute(callActivity, { args: ['work'] }),
    );

    expect(outcome.application?.type).toBe('ApprovalExpired');
    expect(work).not.toHaveBeenCalled();
  });
});
