import { guardrails, json, verdict } from './harness/core-reply';
import { answer } from './harness/scripted-core';
import { useTemporal } from './harness/test-temporal';
import { useWorker } from './harness/use-worker';
import { callActivity } from './workflows';

const temporal = useTemporal();
const refund = jest.fn((order: { id: string; amount: number }, currency: string): unknown => ({
  refunded: order.amount,
  id: order.id,
  currency,
}));
const worker = useWorker(temporal, {
  activities: {
    refund: (order: { id: string; amount: number }, currency: string) => refund(order, currency),
  },
  hitlPollInterval: 50,
});

const started = { event_type: 'ActivityStarted', activity_type: 'refund' } as const;
const completed = { event_type: 'ActivityCompleted', activity_type: 'refund' } as const;
const ask = verdict('require_approval', { reason: 'a human must see this', approval_id: 'a-1' });
const args = [{ id: 'A-1', amount: 4000 }, 'EUR'];
const once = { retry: { maximumAttempts: 1 } };

function approveWith(modified_input: unknown): void {
  worker.core.onApprovalPoll = () =>
    json({ id: 'a-1', action: worker.core.polls.length < 3 ? 'require_approval' : 'allow', modified_input });
}

beforeEach(() => jest.clearAllMocks());

describe.each([
  ['by retry', {}],
  ['by the workflow', once],
])('where the wait goes on %s', (_name, options) => {
  test('the activity runs with what a human made of its arguments, once that has been evaluated', async () => {
    worker.core.script = answer(started, ask);
    approveWith([{ id: 'A-1', amount: 500 }]);

    const outcome = await worker.run.execute(callActivity, { args: ['refund', args, options] });

    expect(outcome.value).toEqual({ refunded: 500, id: 'A-1', currency: 'EUR' });
    expect(refund).toHaveBeenCalledTimes(1);
    const events = worker.core.eventsLike(started);
    expect(events.map((event) => event.activity_input)).toEqual([args, [{ id: 'A-1', amount: 500 }, 'EUR']]);
    const modified = {
      approval_id: 'a-1',
      changes: [{ op: 'replace', path: '/0/amount', value: 500 }],
    };
    expect(events[0]?.metadata).not.toHaveProperty('modified_input');
    expect(events[1]?.metadata).toMatchObject({ modified_input: modified });
    expect(events[1]?.metadata?.action_digest).not.toBe(events[0]?.metadata?.action_digest);
    expect(worker.core.eventsLike(completed)[0]).toMatchObject({
      activity_input: [{ id: 'A-1', amount: 500 }, 'EUR'],
      metadata: { modified_input: modified },
    });
  });

  test('a changed result takes the place of the one that waited, and the body runs once', async () => {
    worker.core.script = answer(completed, ask);
    approveWith({ refunded: 0, id: 'A-1', currency: 'EUR' });

    const outcome = await worker.run.execute(callActivity, { args: ['refund', args, options] });

    expect(outcome.value).toEqual({ refunded: 0, id: 'A-1', currency: 'EUR' });
    expect(refund).toHaveBeenCalledTimes(1);
    const [, again] = worker.core.eventsLike(completed);
    expect(again).toMatchObject({
      activity_output: { refunded: 0, id: 'A-1', currency: 'EUR' },
      metadata: { modified_input: { approval_id: 'a-1' } },
    });
  });

  test('a changed result that is then blocked is not handed on', async () => {
    worker.core.script = (event) => {
      if (event.event_type !== 'ActivityCompleted') return undefined;
      return worker.core.eventsLike(completed).length > 1 ? verdict('block', { reason: 'not that' }) : ask;
    };
    approveWith({ refunded: 9 });

    const outcome = await worker.run.execute(callActivity, { args: ['refund', args, options] });

    expect(outcome.application).toMatchObject({ type: 'GovernanceStop', nonRetryable: true });
    expect(refund).toHaveBeenCalledTimes(1);
  });
});

test.each([
  ['blocked', verdict('block', { reason: 'not even this' }), 'GovernanceStop'],
  ['refused by guardrails', guardrails({ validation_passed: false }), 'GuardrailsValidationFailed'],
])('changed arguments that are then %s are not run', async (_name, second, type) => {
  worker.core.script = (event) => {
    if (event.event_type !== 'ActivityStarted') return undefined;
    return worker.core.eventsLike(started).length > 1 ? second : ask;
  };
  approveWith([{ id: 'A-1', amount: 500 }]);

  const outcome = await worker.run.execute(callActivity, { args: ['refund', args] });

  expect(outcome.application).toMatchObject({ type, nonRetryable: true });
  expect(refund).not.toHaveBeenCalled();
});

test('guardrails redact changed arguments, and what they redacted is in no later event', async () => {
  worker.core.script = (event) => {
    if (event.event_type !== 'ActivityStarted') return undefined;
    if (worker.core.eventsLike(started).length === 1) return ask;
    return guardrails({ input_type: 'activity_input', redacted_input: [{ id: '[ID]', amount: 500 }] });
  };
  approveWith([{ id: 'sentinel-id', amount: 500 }]);

  const outcome = await worker.run.execute(callActivity, { args: ['refund', args] });

  expect(outcome.value).toEqual({ refunded: 500, id: '[ID]', currency: 'EUR' });
  expect(JSON.stringify(worker.core.eventsLike(completed))).not.toContain('sentinel-id');
});

test.each([
  ['more arguments than there are', [1, 2, 3]],
  ['one value for two arguments', 'just this'],
])('an approval that does not fit is none: %s', async (_name, modified) => {
  worker.core.script = answer(started, ask);
  approveWith(modified);

  const outcome = await worker.run.execute(callActivity, { args: ['refund', args] });

  expect(outcome.application).toMatchObject({
    type: 'ApprovalRejected',
    nonRetryable: true,
    message: expect.stringContaining('modified_input') as string,
  });
  expect(refund).not.toHaveBeenCalled();
});
