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
  /** Where to look at a run: the address of its page, or a command where there are no pages. */
  whereToLook(workflowId: string, runId: string): string;
  /** What the agent did so far. */
  deeds(): readonly DeskEntry[];
  /** The texts that the model received so far. */
  modelTexts(): readonly string[];
}
