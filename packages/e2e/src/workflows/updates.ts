import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  setDefaultUpdateHandler,
  setHandler,
} from '@temporalio/workflow';
import { callActivity } from './basic';

/** Has no effect outside the run. */
export const keep = defineUpdate<string, [string]>('keep');
/** Runs an Activity. */
export const act = defineUpdate<string, [string]>('act');
/** Has a validator that refuses an empty text, and remembers what it was given. */
export const check = defineUpdate<string, [string, { readonly of: string[] }]>('check');
export const kept = defineQuery<string[]>('kept');
export const close = defineSignal('close');
/** Has no effect at all. */
export const poke = defineSignal('poke');

/** Takes updates until it is told to close; ends with what it kept. */
export async function takeUpdates(): Promise<string[]> {
  const texts: string[] = [];
  let closed = false;
  setHandler(kept, () => texts);
  setHandler(close, () => {
    closed = true;
  });
  setHandler(poke, () => undefined);
  setHandler(keep, (text) => {
    texts.push(text);
    return `kept ${text}`;
  });
  setHandler(act, async (text) => {
    const worked = await callActivity('work', [text]);
    texts.push(text);
    return `${String(worked)} on ${text}`;
  });
  setHandler(
    check,
    (text, details) => {
      texts.push(`${text} ${JSON.stringify(details.of)}`);
      return `checked ${text}`;
    },
    {
      validator: (text: string, details: { readonly of: string[] }) => {
        if (text === '') throw new Error(`empty text of ${JSON.stringify(details.of)}`);
      },
    },
  );
  setDefaultUpdateHandler((name, text) => {
    texts.push(`${name} ${String(text)}`);
    return `took ${name}`;
  });
  await condition(() => closed);
  await condition(allHandlersFinished);
  return texts;
}

/** Ends, or begins anew, as soon as an update was handled, without waiting for handlers. */
export async function endOnUpdate(how: 'return' | 'continueAsNew'): Promise<string> {
  let text: string | undefined;
  setHandler(keep, (given) => {
    text = given;
    return `kept ${given}`;
  });
  await condition(() => text !== undefined);
  if (how === 'continueAsNew') await continueAsNew<typeof endOnUpdate>('return');
  return text ?? '';
}

/** Swallows the refusal of the effect of an update, and says that all went well. */
export async function swallowRefusal(): Promise<string> {
  let done = false;
  setHandler(act, async (text) => {
    try {
      await callActivity('work', [text]);
    } catch {
      // As programs do.
    }
    return 'all went well';
  });
  setHandler(close, () => {
    done = true;
  });
  await condition(() => done);
  return 'closed';
}
