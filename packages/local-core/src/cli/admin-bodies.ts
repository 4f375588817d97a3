import { GovernanceEventSchema, parseEvaluateResponse } from '@openbox/core-client/wire';
import * as v from 'valibot';

/** An error of the admin API. */
export const AdminErrorSchema = v.object({ message: v.string() });

/** An approval of the admin API, as far as the command line shows it. */
export const ApprovalBodySchema = v.object({
  id: v.string(),
  status: v.picklist(['pending', 'approved', 'rejected', 'expired']),
  agent_name: v.string(),
  workflow_id: v.string(),
  workflow_type: v.string(),
  activity_type: v.string(),
  subject: v.string(),
  action_digest: v.exactOptional(v.string()),
  policy_id: v.exactOptional(v.string()),
  policy_reason: v.exactOptional(v.string()),
  created_at: v.string(),
  expires_at: v.string(),
  modified_input: v.exactOptional(v.unknown()),
  decision_reason: v.exactOptional(v.string()),
  decided_by: v.exactOptional(v.string()),
});

export type ApprovalBody = v.InferOutput<typeof ApprovalBodySchema>;

/** Answer to a question for approvals. */
export const ApprovalsBodySchema = v.object({ approvals: v.array(ApprovalBodySchema) });

/** Answer to a question for events. */
export const EventsBodySchema = v.object({
  events: v.array(
    v.pipe(
      v.object({
        sequence: v.number(),
        governance_event_id: v.string(),
        agent_id: v.string(),
        agent_name: v.string(),
        received_at: v.string(),
        event: GovernanceEventSchema,
        verdict: v.pipe(v.unknown(), v.transform(parseEvaluateResponse)),
      }),
      v.transform(({ sequence, governance_event_id, agent_id, agent_name, received_at, event, verdict }) => ({
        ...{ sequence, event, verdict },
        governanceEventId: governance_event_id,
        agentId: agent_id,
        agentName: agent_name,
        receivedAt: received_at,
      })),
    ),
  ),
});
