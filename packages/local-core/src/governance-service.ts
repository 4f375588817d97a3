import {
  shouldStop,
  Verdict,
  type GovernanceEvent,
  type GovernanceVerdict,
} from '@openbox/core-client/contract';
import { randomUUID } from 'node:crypto';
import type { LocalAgent } from './agents/local-agent';
import type { ApprovalNotifier } from './approvals/approval-desk';
import type { ApprovalStore } from './approvals/approval-store';
import { draftApproval } from './approvals/draft-approval';
import type { Exclusively } from './exclusive';
import { runGuardrails } from './guardrails/run-guardrails';
import type { Log } from './log';
import type { PolicyAgent, PolicyDecision } from './policies/policy-engine';
import type { PolicyStore } from './policies/policy-store';
import type { Database } from './store/database';
import type { EventLog } from './store/event-log';
import type { RecordedEvent } from './store/recorded-event';
import { errorMessage } from './error-message';

/** Decides on events and keeps a record of it. */
export interface GovernanceService {
  /** The verdict on one event. It is recorded, and an approval it asks for is kept, before it is given. */
  evaluate(event: GovernanceEvent, agent: LocalAgent): Promise<GovernanceVerdict>;
}

export interface GovernanceServiceParts {
  readonly policies: PolicyStore;
  readonly database: Database;
  readonly eventLog: EventLog;
  readonly approvals: ApprovalStore;
  readonly notifier: ApprovalNotifier;
  readonly exclusively: Exclusively;
  readonly now: () => Date;
  readonly log: Log;
  /** Told of every event once it is recorded. */
  readonly onEvent: (recorded: RecordedEvent) => void;
}

interface Decided {
  readonly verdict: GovernanceVerdict;
  readonly approvalTimeoutMs?: number | undefined;
}

const ENGINE_FAILURE = 'The policies could not be evaluated.';

/** Policies first; guardrails where they do not stop the step; then the record and the approval, in one write. */
export function createGovernanceService(parts: GovernanceServiceParts): GovernanceService {
  const { database, eventLog, approvals, notifier, exclusively, now, onEvent } = parts;
  return {
    evaluate: (event, agent) =>
      exclusively(async () => {
        const decided = decide(parts, event, { id: agent.agentId, name: agent.name });
        const verdict = { ...decided.verdict, governanceEventId: randomUUID() };
        const requestedAt = now();
        const timeoutMs = decided.approvalTimeoutMs;
        const draft = await draftApproval(approvals, { event, agent, verdict, timeoutMs, requestedAt });
        const answer: GovernanceVerdict = {
          ...verdict,
          ...(draft && { approvalId: draft.approval.id, approvalExpirationTime: draft.approval.expiresAt }),
        };
        const recorded = {
          governanceEventId: verdict.governanceEventId,
          agentId: agent.agentId,
          agentName: agent.name,
          receivedAt: requestedAt.toISOString(),
          event,
          verdict: answer,
        };
        const statements = [eventLog.insertion(recorded)];
        if (draft?.isNew === true) statements.push(approvals.insertion(draft.approval));
        const [sequence = 0] = await database.write(statements);
        if (draft?.isNew === true) notifier.notify();
        onEvent({ sequence, ...recorded });
        return answer;
      }),
  };
}

function decide(
  { policies, log }: GovernanceServiceParts,
  event: GovernanceEvent,
  agent: PolicyAgent,
): Decided {
  try {
    const decision = policies.engine.decide(event, agent);
    for (const { message } of decision.failures) log({ level: 'warn', message });
    const guardrails = shouldStop(decision.verdict)
      ? undefined
      : runGuardrails(policies.set.guardrails, event, agent);
    const verdict = { ...toVerdict(decision), ...(guardrails && { guardrails }) };
    return { verdict, approvalTimeoutMs: decision.approvalTimeoutMs };
  } catch (error) {
    log({ level: 'error', message: `${ENGINE_FAILURE} ${errorMessage(error)}` });
    return { verdict: { verdict: Verdict.BLOCK, reason: ENGINE_FAILURE, fallbackUsed: true } };
  }
}

function toVerdict(decision: PolicyDecision): GovernanceVerdict {
  const { verdict, reason, policyId, riskScore, constraints, matched, failures } = decision;
  const failed = failures.map((failure) => failure.policyId);
  const metadata = {
    ...(matched.length > 0 && { matched_policies: matched }),
    ...(failed.length > 0 && { failed_policies: failed }),
  };
  return {
    verdict,
    ...(reason !== undefined && { reason }),
    ...(policyId !== undefined && { policyId }),
    riskScore: riskScore ?? 0,
    ...(constraints !== undefined && { constraints }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}
