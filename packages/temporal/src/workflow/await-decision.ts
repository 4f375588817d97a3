import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type { ApprovalOutcome, ApprovalWait, RunSettings } from '../common/governance-activity';
import { ASKING_OPTIONS, UNTOLD } from './asking-options';
import type { GovernanceActivities } from './call-governance';
import { keepsTo } from './keeps-to';
import type { WaitParts } from './run-parts';

/** Where each question costs history, they become rarer, up to this. */
const MAX_PAUSE_MS = 600_000;
const PAUSE_GROWTH = 1.5;

interface NamedApproval {
  readonly approval: ApprovalWait;
  /** For the activity that asks. */
  readonly waitId: string;
}

/**
 * Wait durably for the human's decision on an event of the run itself.
 *
 * By an activity of our own with unlimited retries, which costs history three events however long it takes. A worker that
 * takes no activities off its queue would leave it there for ever: its runs ask again by themselves, ever more rarely
 * unless they are woken.
 */
export async function awaitDecision(
  { approval, waitId }: NamedApproval,
  settings: RunSettings,
  parts: WaitParts,
): Promise<ApprovalOutcome> {
  const options = keepsTo(settings, 2) ? { ...ASKING_OPTIONS, activityId: waitId } : ASKING_OPTIONS;
  const outcome =
    settings.decisionsBy === 'timer'
      ? await askByTimer(approval, settings, parts)
      : (await proxyActivities<GovernanceActivities>(options)[GOVERNANCE_ACTIVITY]({ approval })).outcome;
  return outcome ?? UNTOLD;
}

async function askByTimer(
  approval: ApprovalWait,
  { governanceTimeoutMs, decisionPollMs = MAX_PAUSE_MS }: RunSettings,
  { ownCalls, wakeup }: WaitParts,
): Promise<ApprovalOutcome | undefined> {
  const asking = proxyLocalActivities<GovernanceActivities>({
    startToCloseTimeout: governanceTimeoutMs * 2,
    retry: { maximumAttempts: 3 },
  });
  // By the clock of Temporal's server, as all times of a run.
  const begunMs = Date.now();
  let pauseMs = decisionPollMs;
  let wakings = wakeup.count;
  for (;;) {
    try {
      await wakeup.timer(Math.ceil(pauseMs), wakings);
      pauseMs = Math.min(pauseMs * PAUSE_GROWTH, MAX_PAUSE_MS);
    } catch (error) {
      if (wakeup.count === wakings) throw error;
      pauseMs = decisionPollMs;
    }
    wakings = wakeup.count;
    const question = { approval, once: true, waitedMs: Date.now() - begunMs } as const;
    const { undecided, outcome } = await ownCalls.track(asking[GOVERNANCE_ACTIVITY](question));
    if (undecided !== true) return outcome;
  }
}
