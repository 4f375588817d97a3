import {
  condition,
  continueAsNew,
  createNexusServiceClient,
  defineSignal,
  getExternalWorkflowHandle,
  setHandler,
  sleep,
  startChild,
} from '@temporalio/workflow';
import { operation, service } from 'nexus-rpc';
import { callActivity } from './basic';
import { note } from './signals';

/** A service that another team offers, as its callers know it. */
export const shop = service('shop', {
  price: operation<string, string>(),
  visit: operation<string, string>(),
});

/** Asks a service of another team, through Nexus. */
export async function askShop(
  endpoint: string,
  item: string,
  operationName: 'price' | 'visit' = 'price',
): Promise<string> {
  return createNexusServiceClient({ endpoint, service: shop }).executeOperation(operationName, item, {
    scheduleToCloseTimeout: '20 seconds',
  });
}

/** Asks the service, and is content with whatever becomes of it. */
export async function shrugOffShop(endpoint: string, item: string): Promise<string> {
  return askShop(endpoint, item).catch(() => 'fine');
}

/** Signals another workflow, and says whether that succeeded. */
export async function tellOther(workflowId: string, text: string): Promise<string> {
  await getExternalWorkflowHandle(workflowId).signal(note, text);
  return 'told';
}

/** Starts a child, signals it, and returns what it ends with. */
export async function tellChild(text: string): Promise<unknown> {
  const child = await startChild('keepNotes');
  await child.signal(note, text);
  await child.signal(defineSignal('finish'));
  return child.result();
}

/** Cancels another workflow. */
export async function cancelOther(workflowId: string): Promise<void> {
  await getExternalWorkflowHandle(workflowId).cancel();
}

/** Continues as new as soon as it has had a note, and ends in the next run. */
export async function continueAfterNote(again: boolean): Promise<string> {
  if (!again) return 'ended';
  let noted = false;
  setHandler(note, () => {
    noted = true;
  });
  await condition(() => noted);
  return continueAsNew<typeof continueAfterNote>(false);
}

/** Sleeps before it acts. @returns how long the sleep took in the time of the run */
export async function sleepThenCall(ms: number, name: string): Promise<number> {
  const begun = Date.now();
  await sleep(ms);
  const slept = Date.now() - begun;
  await callActivity(name);
  return slept;
}
