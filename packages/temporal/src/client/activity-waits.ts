import type { LoadedDataConverter } from '@temporalio/common';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import { factsOf } from '../common/wait-facts';
import type { WaitFacts } from '../common/wait-facts';
import { readActivityWait } from './waiting-activity';
import type { ActivityWait, PendingActivity } from './waiting-activity';

/**
 * What the activities of a run wait for, as Temporal describes those that have not ended.
 *
 * @param runAnswers - whether the run itself says what its own activities wait for.
 */
export async function activityWaits(
  activities: readonly PendingActivity[],
  converter: LoadedDataConverter,
  runAnswers: boolean,
): Promise<WaitFacts[]> {
  const found: WaitFacts[] = [];
  for (const activity of activities) {
    if (runAnswers && activity.activityType?.name === GOVERNANCE_ACTIVITY) continue;
    const wait = await readActivityWait(activity, converter);
    if (wait !== undefined) found.push(ofActivity(activity, wait));
  }
  return found;
}

function ofActivity(
  { activityId, activityType }: PendingActivity,
  { details, wait }: ActivityWait,
): WaitFacts {
  const { reason = '', approvalId, policyId } = details;
  if (wait !== undefined && 'activityType' in wait)
    return factsOf({ ...wait, ...(approvalId !== undefined && { approvalId }) });
  return {
    activityId: activityId ?? '',
    activityType: activityType?.name ?? '',
    reason,
    ...(approvalId !== undefined && { approvalId }),
    ...(policyId !== undefined && { policyId }),
    ...(wait !== undefined && { requestedAtMs: wait.requestedAtMs }),
  };
}
