import {
  CancellationScope,
  condition,
  continueAsNew,
  defineUpdate,
  executeChild,
  getExternalWorkflowHandle,
  isCancellation,
  setHandler,
  sleep,
  startChild,
  workflowInfo,
} from '@temporalio/workflow';
import { callActivity, echo, failWith } from './basic';

export const propose = defineUpdate<string, [string]>('propose');

/** Runs twice: the first run continues as new. */
export async function continueOnce(again: boolean): Promise<string> {
  await callActivity('work', [again ? 'first' : 'second']);
  if (again) await continueAsNew<typeof continueOnce>(false);
  return workflowInfo().continuedFromExecutionRunId === undefined ? 'not continued' : 'continued';
}

/** Runs a child and returns its result. */
export async function callChild(value: string): Promise<unknown> {
  return executeChild(echo, { args: [value] });
}

/** Runs a child that fails, and lets the failure through. */
export async function callFailingChild(): Promise<unknown> {
  return executeChild(failWith, { args: ['ChildTrouble', 'the child fails'] });
}

/** Waits to be cancelled, then cleans up by an Activity. */
export async function cleanUpWhenCancelled(): Promise<void> {
  try {
    await sleep('1 hour');
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => callActivity('cleanUp'));
    throw error;
  }
}

/** Waits for one Activity that goes on until it is cancelled. */
export async function callUntilCancelled(name: string): Promise<unknown> {
  return callActivity(name, [], {
    heartbeatTimeout: '10 seconds',
    retry: { maximumAttempts: 1 },
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  });
}

/** Swallows its cancellation and completes. */
export async function surviveCancellation(): Promise<string> {
  try {
    await sleep('1 hour');
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  return 'survived';
}

/** Takes one update, and ends with what it was told. */
export async function takeUpdate(): Promise<string> {
  let proposal: string | undefined;
  setHandler(
    propose,
    async (text) => {
      await callActivity('work', [text]);
      proposal = text;
      return `accepted ${text}`;
    },
    {
      validator: (text) => {
        if (text === '') throw new Error('empty proposal');
      },
    },
  );
  await condition(() => proposal !== undefined);
  return proposal ?? '';
}

/** Starts things that it does not wait for, then does what it is told: returns at once, or sleeps first. */
export async function leaveBehind(
  kind: 'child' | 'externalSignal' | 'activity',
  targetId: string,
  sleepMs: number,
): Promise<string> {
  switch (kind) {
    case 'child':
      void startChild(echo, { workflowId: targetId, args: ['left behind'], parentClosePolicy: 'ABANDON' });
      break;
    case 'externalSignal':
      void getExternalWorkflowHandle(targetId).signal('note', 'left behind');
      break;
    case 'activity':
      void callActivity('work');
  }
  if (sleepMs > 0) await sleep(sleepMs);
  return 'left';
}

/** Fails its Workflow Task again and again: a mistake in the program, which Temporal waits to have mended. */
export async function makeMistake(): Promise<never> {
  await Promise.resolve();
  throw new TypeError('a mistake in the program');
}
