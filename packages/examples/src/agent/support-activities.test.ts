import { MockActivityEnvironment } from '@temporalio/testing';
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger } from '@temporalio/worker';
import { resolve } from 'node:path';
import { type ModelClient } from '../llm/model-client';
import { ModelError } from '../llm/model-error';
import { createSupportActivities, type SupportActivities } from './support-activities';
import { createSupportDesk, type SupportDesk } from './support-desk';

function createActivities(complete: ModelClient['complete']): {
  activities: SupportActivities;
  desk: SupportDesk;
} {
  const desk = createSupportDesk();
  const root = resolve(__dirname, '../..');
  const mailbox = resolve(root, 'messages');
  const customersFile = resolve(root, 'customers/customers.json');
  return { activities: createSupportActivities({ model: { complete }, desk, mailbox, customersFile }), desk };
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

  it('read the mailbox and the customer records', async () => {
    const { activities } = createActivities(() => Promise.resolve(''));
    const message = await run(activities.readMessage, { messageId: '09-what-do-you-know-about-me' });
    await expect(run(activities.lookUpCustomer, { customerId: message.customerId })).resolves.toMatchObject({
      name: 'Samuel Osei',
    });
  });
});
