import type { OwnCalls } from './own-calls';
import type { PatchRestart } from './patch-restart';
import type { RunStatus } from './run-status';
import type { Standstill } from './standstill';
import type { WaitingDetails } from './waiting-details';
import type { Wakeup } from './wakeup';

/** What shows, wakes or ends a run beside its events. */
export interface RunParts {
  readonly board: WaitingDetails;
  readonly status: RunStatus;
  readonly restart: PatchRestart;
  readonly wakeup: Wakeup;
  readonly ownCalls: OwnCalls;
  readonly standstill: Standstill;
}

/** What a wait for a human needs of its run. */
export type WaitParts = Pick<RunParts, 'board' | 'ownCalls' | 'wakeup'>;
