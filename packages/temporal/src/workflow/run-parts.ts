import type { PatchRestart } from './patch-restart';
import type { RunStatus } from './run-status';
import type { WaitingDetails } from './waiting-details';

/** What shows or ends a run beside its events. */
export interface RunParts {
  readonly board: WaitingDetails;
  readonly status: RunStatus;
  readonly restart: PatchRestart;
}
