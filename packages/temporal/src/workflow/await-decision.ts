import { proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type {
  ApprovalOutcome,
  ApprovalWait,
  GovernanceActivityInput,
  GovernanceActivityResult,
  RunSettings,
} from '../common/governance-activity';

type Ask = Record<
  typeof GOVERNANCE_ACTIVITY,
  (input: GovernanceActivityInput) => Promise<GovernanceActivityResult>
>;

/** Bound on one question to Core; the wait itself has none. */
const ONE_POLL_TIMEOUT = '5m';
/** Pace of the wait where the activity cannot say it (a worker that dies); else `hitlPollInterval` decides. */
const POLL_INTERVAL = '10s';
/** Where each question costs history, they become rarer, up to this. */
const MAX_PAUSE_MS = 600_000;
const PAUSE_GROWTH = 1.5;

/**
 * Wait durably for the human's decision on an event of the run itself.
 *
 * By an activity of our own with unlimited retries, which costs history three events however long it takes. A worker that
 * takes no activities off its queue would leave it there for ever: its runs ask again by themselves, ever more rarely.
 */
export async function awaitDecision(approval: ApprovalWait, settings: RunSettings): Promise<ApprovalOutcome> {
  const outcome =
    settings.decisionsBy === 'timer'
      ? await askByTimer(approval, settings)
      : (await byActivity()[GOVERNANCE_ACTIVITY]({ approval })).outcome;
  return outcome ?? { state: 'expired', reason: 'the worker could not say how it was decided' };
}

function byActivity(): Ask {
  return proxyActivities<Ask>({
    startToCloseTimeout: ONE_POLL_TIMEOUT,
    retry: { initialInterval: POLL_INTERVAL, backoffCoefficient: 1 },
    cancellationType: 'TRY_CANCEL',
  });
}

async function askByTimer(
  approval: ApprovalWait,
  { governanceTimeoutMs, decisionPollMs = MAX_PAUSE_MS }: RunSettings,
): Promise<ApprovalOutcome | undefined> {
  const asking = proxyLocalActivities<Ask>({
    startToCloseTimeout: governanceTimeoutMs * 2,
    retry: { maximumAttempts: 3 },
  });
  for (let pauseMs = decisionPollMs; ; pauseMs = Math.min(pauseMs * PAUSE_GROWTH, MAX_PAUSE_MS)) {
    await sleep(Math.ceil(pauseMs));
    const { undecided, outcome } = await asking[GOVERNANCE_ACTIVITY]({ approval, once: true });
    if (undecided !== true) return outcome;
  }
}
