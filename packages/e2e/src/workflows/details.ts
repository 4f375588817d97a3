import {
  defineQuery,
  defineSignal,
  getCurrentDetails,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { ActivityFailure, TimeoutFailure } from '@temporalio/workflow';
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

/** Calls an Activity that times out, and returns the heartbeat details that it had left last. */
export async function readLastDetails(name: string, options: ActivityOptions): Promise<unknown> {
  try {
    return await callActivity(name, [], options);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || !(error.cause instanceof TimeoutFailure)) throw error;
    const details = error.cause.lastHeartbeatDetails;
    return { kind: details instanceof Uint8Array ? 'bytes' : typeof details, details: String(details) };
  }
}
