import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { LoadedDataConverter, Payload } from '@temporalio/common';
import { GovernanceFailureType } from '@openbox/core-client/contract';
import { isApprovalMark } from '../common/approval-mark';
import type { ApprovalMark } from '../common/approval-mark';
import type { ApprovalWait, RefusalDetails } from '../common/governance-activity';
import { ASKED_KEY, isAsked, isMarked, MARK_KEY, WAIT_KEY } from '../common/marked-details';

/** Temporal's description of an activity that has not ended. */
export type PendingActivity = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

/** `PENDING_ACTIVITY_STATE_STARTED` of Temporal's API: a worker has it. */
const STARTED = 2;

/** What an activity waits for, by what it left in Temporal. */
export interface ActivityWait {
  readonly details: Partial<RefusalDetails>;
  readonly wait: ApprovalMark | ApprovalWait | undefined;
}

export function isStarted({ state }: PendingActivity): boolean {
  return Number(state) === STARTED;
}

/**
 * What an activity waits for; `undefined` where it does not wait, such as one whose body runs after its approval.
 *
 * Its heartbeat details say it, also where the attempt that asked has died. The failure of its last attempt says it until
 * the next one begins.
 */
export async function readActivityWait(
  activity: PendingActivity,
  converter: LoadedDataConverter,
): Promise<ActivityWait | undefined> {
  // Those of an activity that waits for nothing may be in a form that only its own worker can read.
  const [heartbeat] = await decoded(activity.heartbeatDetails?.payloads, converter).catch(() => []);
  if (isMarked(heartbeat) && heartbeat[WAIT_KEY] !== undefined)
    return { details: heartbeat[WAIT_KEY], wait: heartbeat[MARK_KEY] };
  if (isAsked(heartbeat) && isWait(heartbeat[ASKED_KEY])) return { details: {}, wait: heartbeat[ASKED_KEY] };
  const failure = activity.lastFailure?.applicationFailureInfo;
  if (failure?.type !== GovernanceFailureType.APPROVAL_PENDING) return undefined;
  if (isMarked(heartbeat) && isStarted(activity)) return undefined;
  const [details, wait] = await decoded(failure.details?.payloads, converter);
  return { details: isRecord(details) ? details : {}, wait: isWait(wait) ? wait : undefined };
}

async function decoded(
  payloads: Payload[] | null | undefined,
  { payloadCodecs, payloadConverter }: LoadedDataConverter,
): Promise<unknown[]> {
  let found = payloads ?? [];
  for (const codec of [...payloadCodecs].reverse()) found = await codec.decode(found);
  return found.map((payload): unknown => payloadConverter.fromPayload(payload));
}

function isWait(value: unknown): value is ApprovalMark | ApprovalWait {
  return isApprovalMark(value) || (isRecord(value) && typeof Reflect.get(value, 'activityType') === 'string');
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
