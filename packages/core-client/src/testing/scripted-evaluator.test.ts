import { type GovernanceEvent } from '../contract/events';
import { ScriptedEvaluator } from './scripted-evaluator';

const event: GovernanceEvent = {
  source: 'workflow-telemetry',
  event_type: 'ActivityStarted',
  workflow_id: 'w',
  run_id: 'r',
  workflow_type: 'Agent',
  task_queue: 'q',
  activity_id: '1',
  activity_type: 'charge',
};
const key = { workflowId: 'w', runId: 'r', activityId: '1' };

describe('what it answers', () => {
  it('is allow where there is no script', async () => {
    expect(await new ScriptedEvaluator().evaluate(event)).toEqual({ verdict: 'allow' });
  });

  it('comes from a function', async () => {
    const evaluator = new ScriptedEvaluator(async ({ activity_type }) => {
      await Promise.resolve();
      return activity_type === 'charge' ? { verdict: 'block', reason: 'no' } : undefined;
    });
    expect(await evaluator.evaluate(event)).toEqual({ verdict: 'block', reason: 'no' });
    expect(await evaluator.evaluate({ ...event, activity_type: 'read' })).toEqual({ verdict: 'allow' });
  });

  it('comes from a list, then is allow', async () => {
    const evaluator = new ScriptedEvaluator(['constrain', { verdict: 'halt' }]);
    const verdicts = [
      await evaluator.evaluate(event),
      await evaluator.evaluate(event),
      await evaluator.evaluate(event),
    ];
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['constrain', 'halt', 'allow']);
  });

  it.each<[Partial<GovernanceEvent>, string]>([
    [{}, 'block'],
    [{ activity_type: 'other' }, 'constrain'],
    [{ activity_type: 'other', event_type: 'SignalReceived', signal_name: 'cancel' }, 'halt'],
    [{ activity_type: 'other', event_type: 'ActivityCompleted' }, 'allow'],
    [{ activity_type: 'constructor', event_type: 'WorkflowStarted' }, 'allow'],
  ])('comes from a table: %p is %s', async (change, verdict) => {
    const evaluator = new ScriptedEvaluator({
      charge: 'block',
      ActivityStarted: () => 'constrain',
      cancel: 'halt',
    });
    expect((await evaluator.evaluate({ ...event, ...change })).verdict).toBe(verdict);
  });

  it('may be a rejection', async () => {
    const evaluator = new ScriptedEvaluator(() => {
      throw new Error('scripted');
    });
    await expect(evaluator.evaluate(event)).rejects.toThrow('scripted');
  });
});

describe('what it records', () => {
  it('is a frozen copy as it would be sent', async () => {
    const evaluator = new ScriptedEvaluator();
    const input = [{ when: new Date(0), gone: undefined }];
    await evaluator.evaluate({ ...event, activity_input: input });
    input[0] = { when: new Date(1), gone: undefined };
    expect(evaluator.events).toEqual([{ ...event, activity_input: [{ when: '1970-01-01T00:00:00.000Z' }] }]);
    expect(Object.isFrozen(evaluator.events[0]?.activity_input)).toBe(true);
  });

  it('can be waited for', async () => {
    const evaluator = new ScriptedEvaluator();
    const coming = evaluator.waitForEvent(({ activity_type }) => activity_type === 'charge');
    await evaluator.evaluate({ ...event, activity_type: 'other' });
    await evaluator.evaluate(event);
    expect(await coming).toEqual(event);
    expect(await evaluator.waitForEvent(() => true)).toMatchObject({ activity_type: 'other' });
  });

  it('is listed where it does not come', async () => {
    const evaluator = new ScriptedEvaluator();
    await evaluator.evaluate(event);
    await expect(evaluator.waitForEvent(() => false, 5)).rejects.toThrow('recorded: ActivityStarted');
  });
});

describe('approvals', () => {
  it('are pending until decided', async () => {
    const evaluator = new ScriptedEvaluator();
    expect(await evaluator.pollApproval(key)).toEqual({ state: 'pending' });
    evaluator.approve('1', 'fine');
    expect(await evaluator.pollApproval(key)).toEqual({ state: 'approved', reason: 'fine' });
    expect(await evaluator.pollApproval({ ...key, activityId: '2' })).toEqual({ state: 'pending' });
    expect(evaluator.polls.map(({ activityId }) => activityId)).toEqual(['1', '1', '2']);
  });

  it('can be rejected, expire and be decided again', async () => {
    const evaluator = new ScriptedEvaluator();
    evaluator.reject({ workflowId: 'w' }, { reason: 'no', halt: true });
    expect(await evaluator.pollApproval(key)).toEqual({ state: 'rejected', reason: 'no', halt: true });
    evaluator.decide(key, { state: 'expired' });
    expect(await evaluator.pollApproval(key)).toEqual({ state: 'expired' });
    evaluator.approve();
    expect(await evaluator.pollApproval(key)).toEqual({ state: 'approved' });
  });
});

it('heeds the signal of the caller', async () => {
  const reason = new Error('cancelled');
  const evaluator = new ScriptedEvaluator();
  await expect(evaluator.evaluate(event, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await expect(evaluator.pollApproval(key, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(evaluator.events).toEqual([]);
});
