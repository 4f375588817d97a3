import type { PatchRestart } from './patch-restart';
import type { RunStatus } from './run-status';
import type { WaitingDetails } from './waiting-details';
import type { Wakeup } from './wakeup';

/** What shows, wakes or ends a run beside its events. */
export interface RunParts {
  readonly board: WaitingDetails;
  readonly status: RunStatus;
  readonly restart: PatchRestart;
  readonly wakeup: Wakeup;
}
