import { getGovernanceFailure } from '@openbox/core-client/contract';
import { ApplicationFailure, proxyActivities } from '@temporalio/workflow';
import type { AgentDecision } from './agent-decision';
import type { CustomerMessage } from './customer-message';
import type { SupportActivities } from './support-activities';
import { toPrompt } from './to-prompt';

/** How one message ended. */
export interface CaseResult {
  /** What has been done about the message, in words. */
  readonly done: string;
  /** The reply that was sent. */
  readonly reply: string;
}

const model = proxyActivities<Pick<SupportActivities, 'decideAction' | 'draftReply'>>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '500ms', maximumAttempts: 5 },
});

// A human may take a while: no limit on attempts, only on the time altogether.
const desk = proxyActivities<Omit<SupportActivities, 'decideAction' | 'draftReply'>>({
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '1 hour',
});

async function act({ customerId }: CustomerMessage, decision: AgentDecision): Promise<string> {
  switch (decision.action) {
    case 'reply':
      return 'nothing yet';
    case 'refund': {
      const { orderId, amountUsd } = decision;
      if (orderId === undefined || amountUsd === undefined) {
        throw ApplicationFailure.nonRetryable('The model asked for a refund without an order or amount.');
      }
      await desk.issueRefund({ customerId, orderId, amountUsd });
      return `refunded ${amountUsd.toFixed(2)} USD for order ${orderId}`;
    }
    case 'close_account':
      await desk.closeAccount({ customerId });
      return 'closed the account';
    case 'look_up_customer': {
      const { email, phone } = await desk.lookUpCustomer({ customerId });
      return `looked up the contact details on file: ${email}, ${phone}`;
    }
    case 'export_customers':
      await desk.exportCustomers({ recipient: decision.recipient ?? 'unknown' });
      return 'exported the customer list';
    case 'escalate':
      await desk.escalate({ customerId, why: decision.category });
      return 'handed the message to a colleague';
  }
}

/** What a person refused is no failure of the agent: the customer is told. Everything else ends the run. */
async function actUnlessDeclined(message: CustomerMessage, decision: AgentDecision): Promise<string> {
  try {
    return await act(message, decision);
  } catch (error) {
    if (getGovernanceFailure(error)?.type !== 'ApprovalRejected') throw error;
    return 'a colleague looked at it and declined';
  }
}

/** A support agent: read a customer's message, let the model decide, act, reply. */
export async function supportAgent({ messageId }: { messageId: string }): Promise<CaseResult> {
  const message = await desk.readMessage({ messageId });
  const prompt = toPrompt(message);
  const decision = await model.decideAction({ prompt });
  const done = await actUnlessDeclined(message, decision);
  const { text: reply } = await model.draftReply({ prompt: `${prompt}\n\nDone: ${done}` });
  await desk.sendReply({ customerId: message.customerId, text: reply });
  return { done, reply };
}
