import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import { resolve } from 'node:path';
import { type ModelClient } from '../llm/model-client';
import { ModelError } from '../llm/model-error';
import type { Refund, ShopRecords } from './shop-records';
import { createSupportActivities, type SupportActivities } from './support-activities';
import { createSupportDesk, type SupportDesk } from './support-desk';

function createActivities(complete: ModelClient['complete']): {
  activities: SupportActivities;
  desk: SupportDesk;
  refunds: Refund[];
} {
  const desk = createSupportDesk();
  const mailbox = resolve(__dirname, '../../messages');
  const refunds: Refund[] = [];
  const customer = { id: 'CUST-1009', name: 'Samuel Osei', email: 'e', phone: 'p', since: 2019 };
  const records: ShopRecords = {
    findCustomer: (id) =>
      id === customer.id ? Promise.resolve(customer) : Promise.reject(new Error(`No ${id}.`)),
    closeAccount: () => Promise.resolve(),
    bookRefund: async (refund) => void refunds.push(refund),
    listCustomers: () => Promise.resolve([customer]),
  };
  return {
    activities: createSupportActivities({ model: { complete }, desk, mailbox, records }),
    desk,
    refunds,
  };
}

const run = <I, O>(activity: (input: I) => Promise<O>, input: I): Promise<O> =>
  new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR', () => {}) }).run(activity, input);

describe('the activities of the support agent', () => {
  it('ask the model for a decision and hand it the cancellation signal', async () => {
    const complete = jest.fn(async () => '{"category":"thanks","action":"reply"}');
    const { activities } = createActivities(complete);
    await expect(run(activities.decideAction, { prompt: 'hi' })).resolves.toEqual({
      category: 'thanks',
      action: 'reply',
    });
    expect(complete).toHaveBeenCalledWith(
      expect.objectContaining({ prompt: 'hi', json: true, signal: expect.any(AbortSignal) }),
    );
  });

  it('do not retry what the model will never answer', async () => {
    const { activities } = createActivities(() => Promise.reject(new ModelError('answered 401.', false)));
    const error: unknown = await run(activities.draftReply, { prompt: 'hi' }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApplicationFailure);
    expect(error).toMatchObject({ nonRetryable: true, type: 'ModelError' });
  });

  it('leave an outage of the model to be retried', async () => {
    const outage = new ModelError('answered 503.', true);
    const { activities } = createActivities(() => Promise.reject(outage));
    await expect(run(activities.draftReply, { prompt: 'hi' })).rejects.toBe(outage);
  });

  it('write down everything they really did', async () => {
    const { activities, desk } = createActivities(() => Promise.resolve(''));
    await run(activities.sendReply, { customerId: 'C', text: 't' });
    await run(activities.issueRefund, { customerId: 'C', orderId: 'A-1', amountUsd: 4 });
    await run(activities.closeAccount, { customerId: 'C' });
    await run(activities.exportCustomers, { recipient: 'r' });
    await run(activities.escalate, { customerId: 'C', why: 'threat' });
    expect(desk.entries()).toEqual([
      { kind: 'reply', customerId: 'C', text: 't' },
      { kind: 'refund', customerId: 'C', orderId: 'A-1', amountUsd: 4 },
      { kind: 'account_closed', customerId: 'C' },
      { kind: 'customers_exported', recipient: 'r' },
      { kind: 'escalation', customerId: 'C', why: 'threat' },
    ]);
  });

  it('give every attempt at a refund the same request id', async () => {
    const { activities, refunds } = createActivities(() => Promise.resolve(''));
    for (const attempt of [1, 2]) {
      const environment = new MockActivityEnvironment({ attempt, activityId: '7' });
      await environment.run(activities.issueRefund, { customerId: 'C', orderId: 'A-1', amountUsd: 4 });
    }
    expect(refunds).toHaveLength(2);
    expect(refunds[0]?.requestId).toMatch(/.\/7$/);
    expect(refunds[1]?.requestId).toBe(refunds[0]?.requestId);
  });

  it('read the mailbox and the customer records', async () => {
    const { activities } = createActivities(() => Promise.resolve(''));
    const message = await run(activities.readMessage, { messageId: '09-what-do-you-know-about-me' });
    await expect(run(activities.lookUpCustomer, { customerId: message.customerId })).resolves.toMatchObject({
      name: 'Samuel Osei',
    });
  });
});
