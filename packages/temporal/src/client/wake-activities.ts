import { isGrpcServiceError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import { isStarted, readActivityWait } from './waiting-activity';
import type { PendingActivity } from './waiting-activity';

/** One that is due so soon asks by itself; resetting it then could reach its body. */
const SOON_MS = 1_000;
/** An activity that asks right now may have asked too early: it is looked at again. */
const LOOK_EVERY_MS = 200;
/** gRPC's NOT_FOUND. */
const NOT_FOUND = 5;

/**
 * Have the activities of a run that wait for a human ask Core now, by Temporal's reset of a pending activity: their
 * attempts count from 1 again, their heartbeat details stay. One whose body runs is left alone.
 *
 * @param maxLooksMs - how long those that ask right now are looked at again.
 * @returns whether any was found that waits.
 * @throws what Temporal's client throws.
 */
export async function wakeActivities(
  client: Client,
  run: { readonly workflowId: string; readonly runId?: string },
  maxLooksMs: number,
): Promise<boolean> {
  const untilMs = Date.now() + maxLooksMs;
  const woken = new Set<string>();
  for (;;) {
    const { raw } = await client.workflow.getHandle(run.workflowId, run.runId).describe();
    const waiting = await waitingOf(client, raw.pendingActivities ?? []);
    const asleep = waiting.filter(
      (activity) => !isStarted(activity) && !woken.has(activity.activityId ?? ''),
    );
    for (const activity of asleep) {
      woken.add(activity.activityId ?? '');
      if (!isDueSoon(activity)) await reset(client, run, activity.activityId ?? '');
    }
    const isAsking = waiting.some((activity) => isStarted(activity) && !woken.has(activity.activityId ?? ''));
    if (!isAsking || Date.now() >= untilMs) return woken.size > 0 || isAsking;
    await sleep(LOOK_EVERY_MS);
  }
}

async function waitingOf(client: Client, activities: PendingActivity[]): Promise<PendingActivity[]> {
  const { loadedDataConverter } = client.workflow.options;
  const waits = activities.map(
    async (activity) =>
      activity.activityType?.name === GOVERNANCE_ACTIVITY ||
      (await readActivityWait(activity, loadedDataConverter)) !== undefined,
  );
  const isWaiting = await Promise.all(waits);
  return activities.filter((_activity, index) => isWaiting[index]);
}

function isDueSoon({ nextAttemptScheduleTime }: PendingActivity): boolean {
  const dueMs = Number(nextAttemptScheduleTime?.seconds ?? 0) * 1_000;
  return Math.abs(dueMs - Date.now()) < SOON_MS;
}

async function reset(
  client: Client,
  { workflowId, runId }: { readonly workflowId: string; readonly runId?: string },
  id: string,
): Promise<void> {
  const { namespace, identity } = client.options;
  const execution = { workflowId, ...(runId !== undefined && { runId }) };
  try {
    await client.workflowService.resetActivity({
      namespace,
      identity,
      execution,
      id,
      resetHeartbeat: false,
      keepPaused: true,
    });
  } catch (error) {
    // It has ended meanwhile.
    if (!isGone(error)) throw error;
  }
}

function isGone(error: unknown): boolean {
  if (!isGrpcServiceError(error)) return false;
  const code: number = error.code;
  return code === NOT_FOUND;
}
