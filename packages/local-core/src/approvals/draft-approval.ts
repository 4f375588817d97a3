import { Verdict, type GovernanceEvent, type GovernanceVerdict } from '@openbox/core-client/contract';
import { randomUUID } from 'node:crypto';
import type { LocalAgent } from '../agents/local-agent';
import { DEFAULT_APPROVAL_TIMEOUT_MS } from '../policies/compiled-rule';
import type { NewApproval } from './approval';
import type { ApprovalStore } from './approval-store';
import { approvalSubject } from './approval-subject';

/** What an approval is asked for. */
export interface ApprovalRequest {
  readonly event: GovernanceEvent;
  readonly agent: LocalAgent;
  readonly verdict: GovernanceVerdict & { readonly governanceEventId: string };
  /** @defaultValue 30 minutes, as on the platform */
  readonly timeoutMs: number | undefined;
  readonly requestedAt: Date;
}

/** The approval that a verdict speaks of. `isNew`: it has yet to be written. */
export interface DraftApproval {
  readonly approval: NewApproval;
  readonly isNew: boolean;
}

/**
 * The approval for a verdict that asks for one: the one that the same step asked for before with the same action, whatever
 * became of it, or else a new one. None where failed guardrails refuse the step anyway.
 */
export async function draftApproval(
  store: ApprovalStore,
  { event, agent, verdict, timeoutMs = DEFAULT_APPROVAL_TIMEOUT_MS, requestedAt }: ApprovalRequest,
): Promise<DraftApproval | undefined> {
  if (verdict.verdict !== Verdict.REQUIRE_APPROVAL || verdict.guardrails?.validationPassed === false)
    return undefined;
  const { workflow_id: workflowId, run_id: runId, activity_id: activityId } = event;
  const run = { agentId: agent.agentId, workflowId, runId };
  const subject = approvalSubject(event);
  const digest = event.metadata?.action_digest;
  const actionDigest = typeof digest === 'string' && digest !== '' ? digest : undefined;
  const earlier = await store.findSubject({ ...run, activityId, subject, actionDigest });
  if (earlier !== undefined) return { approval: earlier, isNew: false };
  const id = randomUUID();
  return {
    isNew: true,
    approval: {
      ...run,
      activityId: activityId ?? id,
      subject,
      ...(actionDigest !== undefined && { actionDigest }),
      id,
      agentName: agent.name,
      workflowType: event.workflow_type,
      activityType: event.activity_type ?? '',
      governanceEventId: verdict.governanceEventId,
      ...(verdict.policyId !== undefined && { policyId: verdict.policyId }),
      ...(verdict.reason !== undefined && { policyReason: verdict.reason }),
      createdAt: requestedAt.toISOString(),
      expiresAt: new Date(requestedAt.getTime() + timeoutMs).toISOString(),
    },
  };
}
