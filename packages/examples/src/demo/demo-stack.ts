import type { Client } from '@temporalio/client';
import type { DeskEntry } from '../agent/support-desk';
import type { GoverningCore } from './governing-core';

/** Everything that runs while the demo runs. */
export interface DemoStack {
  readonly client: Client;
  readonly taskQueue: string;
  readonly core: GoverningCore;
  /** Whether the simulation answers in place of a real model. */
  readonly simulated: boolean;
  /** Where Temporal shows a run; `undefined` without its web pages. */
  runUrl(workflowId: string, runId: string): string | undefined;
  /** What the agent did so far. */
  deeds(): readonly DeskEntry[];
  /** The texts that the model received so far. */
  modelTexts(): readonly string[];
}
