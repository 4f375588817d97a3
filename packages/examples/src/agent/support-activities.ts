import { activityInfo, cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { type ModelClient, type CompletionRequest } from '../llm/model-client';
import { ModelError } from '../llm/model-error';
import { type AgentDecision, parseAgentDecision } from './agent-decision';
import { type CustomerMessage } from './customer-message';
import { DECIDE_PROMPT, DRAFT_PROMPT } from './prompts';
import { readCustomerMessage } from './read-customer-message';
import type { CustomerRecord, ShopRecords } from './shop-records';
import { type SupportDesk } from './support-desk';

/** What the agent's activities work with. */
export interface SupportActivityOptions {
  readonly model: ModelClient;
  readonly desk: SupportDesk;
  /** Folder of the message files. */
  readonly mailbox: string;
  readonly records: ShopRecords;
}

/** Everything that the agent can do; ordinary activities that know nothing of governance. */
export interface SupportActivities {
  readonly readMessage: (input: { messageId: string }) => Promise<CustomerMessage>;
  readonly decideAction: (input: { prompt: string }) => Promise<AgentDecision>;
  readonly draftReply: (input: { prompt: string }) => Promise<{ text: string }>;
  readonly lookUpCustomer: (input: { customerId: string }) => Promise<CustomerRecord>;
  readonly sendReply: (input: { customerId: string; text: string }) => Promise<void>;
  readonly issueRefund: (input: { customerId: string; orderId: string; amountUsd: number }) => Promise<void>;
  readonly closeAccount: (input: { customerId: string }) => Promise<void>;
  readonly exportCustomers: (input: { recipient: string }) => Promise<void>;
  readonly escalate: (input: { customerId: string; why: string }) => Promise<void>;
}

async function ask(model: ModelClient, request: CompletionRequest): Promise<string> {
  try {
    return await model.complete({ ...request, signal: cancellationSignal() });
  } catch (error) {
    if (error instanceof ModelError && !error.retryable) {
      throw ApplicationFailure.nonRetryable(error.message, error.name);
    }
    throw error;
  }
}

/** The same for every attempt of one activity. */
function requestId(): string {
  const { workflowExecution, activityId } = activityInfo();
  return `${workflowExecution?.runId ?? ''}/${activityId}`;
}

export function createSupportActivities(options: SupportActivityOptions): SupportActivities {
  const { model, desk, mailbox, records } = options;
  return {
    readMessage: ({ messageId }) => readCustomerMessage(mailbox, messageId),
    decideAction: async ({ prompt }) =>
      parseAgentDecision(await ask(model, { system: DECIDE_PROMPT, prompt, json: true })),
    draftReply: async ({ prompt }) => ({ text: await ask(model, { system: DRAFT_PROMPT, prompt }) }),
    lookUpCustomer: ({ customerId }) => records.findCustomer(customerId),
    sendReply: async (input) => {
      desk.record({ kind: 'reply', ...input });
      return Promise.resolve();
    },
    issueRefund: async (input) => {
      await records.bookRefund({ ...input, requestId: requestId() });
      desk.record({ kind: 'refund', ...input });
    },
    closeAccount: async (input) => {
      await records.closeAccount(input.customerId);
      desk.record({ kind: 'account_closed', ...input });
    },
    exportCustomers: async (input) => {
      await records.listCustomers();
      desk.record({ kind: 'customers_exported', ...input });
    },
    escalate: async (input) => {
      desk.record({ kind: 'escalation', ...input });
      return Promise.resolve();
    },
  };
}
