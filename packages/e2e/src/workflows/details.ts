import {
  defineQuery,
  defineSignal,
  getCurrentDetails,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import type { ActivityOptions } from '@temporalio/workflow';
import { callActivity } from './basic';

export const say = defineSignal<[string]>('say');
export const said = defineQuery<string>('said');

/** Calls an Activity, and shows in the meantime what it is told to. */
export async function showDetails(name: string, options: ActivityOptions = {}): Promise<unknown> {
  setHandler(say, (text) => {
    setCurrentDetails(`${getCurrentDetails()}${text}`);
  });
  setHandler(said, () => getCurrentDetails());
  setCurrentDetails('begun');
  const result = await callActivity(name, [], options);
  setCurrentDetails(`${getCurrentDetails()}, called`);
  return result;
}
