import { proxyActivities } from '@temporalio/workflow';
import type * as activities from './activities';

const { sendInvoice } = proxyActivities<typeof activities>({ startToCloseTimeout: '1 minute' });

/** An ordinary workflow: it knows nothing of governance. */
export async function billing(customer: string, amount: number): Promise<string> {
  return sendInvoice({ customer, amount });
}
