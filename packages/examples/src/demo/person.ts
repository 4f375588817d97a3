import { setTimeout as delay } from 'node:timers/promises';
import colors from 'picocolors';
import type { DemoCase } from './demo-cases';
import type { GoverningCore } from './governing-core';

export interface PersonOptions {
  readonly core: GoverningCore;
  readonly runId: string;
  readonly decision: NonNullable<DemoCase['person']>;
  /** How long somebody at the keyboard may be quicker. */
  readonly decideAfterMs: number;
  readonly out: (line: string) => void;
  /** Ends the wait, also when the run ended by itself. */
  readonly signal: AbortSignal;
}

const POLL_MS = 100;

const line = (label: string, text: string): string => `     ${colors.dim(label.padEnd(10))} ${text}`;

async function waitForApproval(core: GoverningCore, runId: string, signal: AbortSignal): Promise<string> {
  for (;;) {
    const approval = await core.waiting(runId);
    if (approval) return approval.id;
    await delay(POLL_MS, undefined, { signal });
  }
}

async function isStillWaiting(options: PersonOptions): Promise<boolean> {
  const deadline = Date.now() + options.decideAfterMs;
  while (Date.now() < deadline) {
    await delay(POLL_MS, undefined, { signal: options.signal });
    if (!(await options.core.waiting(options.runId))) return false;
  }
  return true;
}

/**
 * The person that the run waits for: prints the command by which anybody may decide, gives them some seconds, and then
 * decides itself. Resolves at once when the run ends without having asked.
 */
export async function playPerson(options: PersonOptions): Promise<void> {
  const { core, runId, decision, decideAfterMs, out, signal } = options;
  try {
    const id = await waitForApproval(core, runId, signal);
    const seconds = Math.round(decideAfterMs / 1000);
    out(
      line('waiting', colors.yellow(`for a person; decide within ${seconds} s yourself, or the demo does:`)),
    );
    out(line('', core.decideCommand(id, 'approve')));
    out(line('', core.decideCommand(id, 'reject')));
    if (!(await isStillWaiting(options))) {
      out(line('decided', 'by you'));
      return;
    }
    await core.decide(id, decision.decision, decision.reason);
    out(line('decided', `${decision.decision} by the demo: ${decision.reason}`));
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
