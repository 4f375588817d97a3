import { GovernanceEventType, Verdict } from '@openbox/core-client/contract';
import * as v from 'valibot';

const text = v.exactOptional(v.string());
const MAX_EVENTS = 1000;

const count = v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'Expected a whole number'), v.transform(Number));

/** `GET /local/v1/events`. */
export const EventsQuerySchema = v.pipe(
  v.strictObject({
    agent: text,
    workflow_id: text,
    run_id: text,
    activity_id: text,
    activity_type: text,
    event_type: v.exactOptional(v.enum(GovernanceEventType, 'Unknown event type')),
    verdict: v.exactOptional(v.enum(Verdict, 'Unknown verdict')),
    after: v.exactOptional(count),
    limit: v.exactOptional(
      v.pipe(
        count,
        v.minValue(1, 'Expected 1 or more'),
        v.maxValue(MAX_EVENTS, `At most ${String(MAX_EVENTS)}`),
      ),
      String(MAX_EVENTS),
    ),
  }),
  v.transform(({ workflow_id, run_id, activity_id, activity_type, event_type, ...same }) => ({
    ...same,
    ...(workflow_id !== undefined && { workflowId: workflow_id }),
    ...(run_id !== undefined && { runId: run_id }),
    ...(activity_id !== undefined && { activityId: activity_id }),
    ...(activity_type !== undefined && { activityType: activity_type }),
    ...(event_type !== undefined && { eventType: event_type }),
  })),
);

/** `GET /local/v1/approvals`. */
export const ApprovalsQuerySchema = v.pipe(
  v.strictObject({
    agent: text,
    workflow_id: text,
    run_id: text,
    activity_id: text,
    activity_type: text,
    status: v.exactOptional(v.picklist(['pending', 'approved', 'rejected', 'expired'], 'Unknown status')),
  }),
  v.transform(({ workflow_id, run_id, activity_id, activity_type, ...same }) => ({
    ...same,
    ...(workflow_id !== undefined && { workflowId: workflow_id }),
    ...(run_id !== undefined && { runId: run_id }),
    ...(activity_id !== undefined && { activityId: activity_id }),
    ...(activity_type !== undefined && { activityType: activity_type }),
  })),
);

const filled = v.pipe(v.string('Expected a string'), v.trim(), v.nonEmpty('Must not be empty'));

/** `POST /local/v1/approvals/:id/approve`. */
export const ApproveBodySchema = v.pipe(
  v.strictObject({
    reason: v.exactOptional(filled),
    decided_by: v.exactOptional(filled),
    modified_input: v.exactOptional(v.unknown()),
    modifiedInput: v.exactOptional(v.unknown()),
  }),
  v.transform(({ reason, decided_by, modified_input, modifiedInput = modified_input }) => ({
    ...(reason !== undefined && { reason }),
    ...(decided_by !== undefined && { decidedBy: decided_by }),
    ...(modifiedInput !== undefined && { modifiedInput }),
  })),
);

/** `POST /local/v1/approvals/:id/reject`. */
export const RejectBodySchema = v.pipe(
  v.strictObject({ reason: filled, decided_by: v.exactOptional(filled) }),
  v.transform(({ reason, decided_by }) => ({
    reason,
    ...(decided_by !== undefined && { decidedBy: decided_by }),
  })),
);
