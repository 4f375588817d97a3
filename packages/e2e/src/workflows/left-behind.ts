import {
  ApplicationFailure,
  condition,
  defineSignal,
  executeChild,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { callActivity, callLocalActivity, failWith } from './basic';

export type LeftBehind = 'activity' | 'local activity' | 'child' | 'timer' | 'condition';

const once = { retry: { maximumAttempts: 1 } };

/** What fails a little later, with nobody waiting for it. */
async function failLater(kind: LeftBehind): Promise<unknown> {
  switch (kind) {
    case 'activity':
      return callActivity('fail', [], once);
    case 'local activity':
      return callLocalActivity('fail', [], once);
    case 'child':
      return executeChild(failWith, { args: ['LeftBehind', 'left behind'] });
    case 'timer':
      await sleep(50);
      throw new Error('left behind');
    case 'condition':
      await condition(() => false, 50);
      throw new Error('left behind');
  }
}

/** Ends before something that it has begun does, which then fails. */
export async function endBefore(kind: LeftBehind, end: 'returns' | 'fails'): Promise<string> {
  const later = failLater(kind);
  later.then(undefined, (error: unknown) => {
    throw error;
  });
  // A local activity holds the workflow task, and with it each timer.
  if (kind !== 'local activity') await sleep(1);
  if (end === 'fails') throw ApplicationFailure.nonRetryable('the program has failed');
  return 'done';
}

/** Ends before a timer of its own, and can be cancelled meanwhile. */
export async function endBeforeTimer(): Promise<string> {
  void sleep(3_600_000);
  return Promise.resolve('done');
}

export const fail = defineSignal<[waits: boolean]>('fail');

/** Fails as soon as it is told to, in the handler. */
export async function failInHandler(): Promise<void> {
  setHandler(fail, async (waits) => {
    if (waits) await sleep(50);
    throw ApplicationFailure.nonRetryable('told to fail');
  });
  await sleep(3_600_000);
}
