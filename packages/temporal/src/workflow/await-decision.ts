import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type { ApprovalOutcome, ApprovalWait, RunSettings } from '../common/governance-activity';
import { ASKING_OPTIONS, UNTOLD } from './asking-options';
import type { GovernanceActivities } from './call-governance';
import type { Wakeup } from './wakeup';

/** Where each question costs history, they become rarer, up to this. */
const MAX_PAUSE_MS = 600_000;
const PAUSE_GROWTH = 1.5;

/**
 * Wait durably for the human's decision on an event of the run itself.
 *
 * By an activity of our own with unlimited retries, which costs history three events however long it takes. A worker that
 * takes no activities off its queue would leave it there for ever: its runs ask again by themselves, ever more rarely
 * unless they are woken.
 */
export async function awaitDecision(
  approval: ApprovalWait,
  settings: RunSettings,
  wakeup: Wakeup,
): Promise<ApprovalOutcome> {
  const outcome =
    settings.decisionsBy === 'timer'
      ? await askByTimer(approval, settings, wakeup)
      : (await proxyActivities<GovernanceActivities>(ASKING_OPTIONS)[GOVERNANCE_ACTIVITY]({ approval }))
          .outcome;
  return outcome ?? UNTOLD;
}

async function askByTimer(
  approval: ApprovalWait,
  { governanceTimeoutMs, decisionPollMs = MAX_PAUSE_MS }: RunSettings,
  wakeup: Wakeup,
): Promise<ApprovalOutcome | undefined> {
  const asking = proxyLocalActivities<GovernanceActivities>({
    startToCloseTimeout: governanceTimeoutMs * 2,
    retry: { maximumAttempts: 3 },
  });
  let wakings = wakeup.count;
  for (let pauseMs = decisionPollMs; ; pauseMs = Math.min(pauseMs * PAUSE_GROWTH, MAX_PAUSE_MS)) {
    try {
      await wakeup.timer(Math.ceil(pauseMs), wakings);
    } catch (error) {
      if (wakeup.count === wakings) throw error;
    }
    wakings = wakeup.count;
    const { undecided, outcome } = await asking[GOVERNANCE_ACTIVITY]({ approval, once: true });
    if (undecided !== true) return outcome;
  }
}
