import {
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  executeChild,
  getExternalWorkflowHandle,
  log,
  setDefaultSignalHandler,
  setHandler,
} from '@temporalio/workflow';
import { callActivity, callLocalActivity, echo } from './basic';

export const note = defineSignal<[string]>('note');
export const finish = defineSignal('finish');
export const notes = defineQuery<string[]>('notes');

/** What a Workflow does to the world, for tests that need one of each. */
export type SideEffect = 'activity' | 'localActivity' | 'child' | 'externalSignal' | 'continueAsNew';

/** Keeps the order in which it was told things, start first, until `finish`. */
export async function keepNotes(): Promise<string[]> {
  const kept = ['start'];
  let done = false;
  setHandler(note, (text) => void kept.push(text));
  setHandler(finish, () => {
    done = true;
  });
  setHandler(notes, () => kept);
  await condition(() => done);
  return kept;
}

/** Takes notes, and logs each as it is handled. */
export async function logNotes(): Promise<string[]> {
  const kept: string[] = [];
  let done = false;
  setHandler(note, (text) => {
    kept.push(text);
    log.info(`noted ${text}`);
  });
  setHandler(finish, () => {
    done = true;
  });
  await condition(() => done);
  return kept;
}

/** Takes any signal by a default handler; ends with `finish`. */
export async function keepAnything(): Promise<unknown[]> {
  const kept: unknown[] = [];
  let done = false;
  // First, or the default handler would take a `finish` that came with the start.
  setHandler(finish, () => {
    done = true;
  });
  setDefaultSignalHandler((name, ...args) => void kept.push([name, ...args]));
  await condition(() => done);
  return kept;
}

/** Waits for one `note`, then has one side effect. */
export async function actOnNote(effect: SideEffect, otherWorkflowId = ''): Promise<string> {
  const kept: string[] = [];
  setHandler(note, (text) => void kept.push(text));
  setHandler(notes, () => kept);
  await condition(() => kept.length > 0);
  await perform(effect, otherWorkflowId);
  return `acted on ${kept.join()}`;
}

/** Takes notes, and has one side effect when it is told to finish. */
export async function actWhenFinished(): Promise<string> {
  const kept: string[] = [];
  let done = false;
  setHandler(note, (text) => void kept.push(text));
  setHandler(notes, () => kept);
  setHandler(finish, () => {
    done = true;
  });
  await condition(() => done);
  await callActivity('work');
  return kept.join();
}

/** Runs Activities for as long as it is told to by signals: one for each `note`. */
export async function actOnEveryNote(): Promise<number> {
  const waiting: string[] = [];
  let acted = 0;
  let done = false;
  setHandler(note, (text) => void waiting.push(text));
  setHandler(finish, () => {
    done = true;
  });
  for (;;) {
    await condition(() => done || waiting.length > 0);
    if (waiting.length === 0) return acted;
    await callActivity('work', [waiting.shift()]);
    acted += 1;
  }
}

async function perform(effect: SideEffect, otherWorkflowId: string): Promise<void> {
  switch (effect) {
    case 'activity':
      await callActivity('work');
      return;
    case 'localActivity':
      await callLocalActivity('work');
      return;
    case 'child':
      await executeChild(echo, { args: ['child'] });
      return;
    case 'externalSignal':
      await getExternalWorkflowHandle(otherWorkflowId).signal(note, 'from another');
      return;
    case 'continueAsNew':
      await continueAsNew<typeof actOnNote>('activity');
  }
}
