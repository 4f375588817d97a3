import { toJsonValue, type JsonValue } from '@openbox/core-client/contract';
import type { Database, InStatement, Row } from '../store/database';
import { optionalTextColumn, textColumn } from '../store/read-row';
import type {
  AgentApprovalKey,
  AgentRunKey,
  Approval,
  ApprovalFilter,
  ApprovalStatus,
  NewApproval,
} from './approval';
import { UNCUT } from './uncut';

/** A decision, to be written once. */
export interface StoredDecision {
  readonly decision: 'approved' | 'rejected';
  readonly reason: string | undefined;
  readonly modifiedInput: JsonValue | undefined;
  readonly decidedBy: string;
  readonly decidedAt: string;
}

/** What an earlier approval must have been asked for to stand for an event. */
export interface ApprovalSubject extends AgentRunKey {
  readonly activityId: string | undefined;
  readonly subject: string;
  readonly actionDigest: string | undefined;
}

/** Approvals as they are kept. Whether one has expired depends on the clock, and is worked out when it is read. */
export interface ApprovalStore {
  /** The statement that creates an approval, for a write that does more. */
  insertion(approval: NewApproval): InStatement;
  find(id: string): Promise<Approval | undefined>;
  /** The approval of exactly one action on one subject: of an activity, or of the run itself where there is none. */
  findSubject(subject: ApprovalSubject): Promise<Approval | undefined>;
  /** The approval of a step that was asked for last; or the very one whose id, or whose event's, stands for the step. */
  findLatest(key: AgentApprovalKey): Promise<Approval | undefined>;
  /** In the order in which they were asked for. */
  list(filter: ApprovalFilter): Promise<Approval[]>;
  /** Writes a decision where there is none. */
  decide(id: string, decision: StoredDecision): Promise<void>;
}

const BY_RUN = 'agent_id = ? AND workflow_id = ? AND run_id = ?';
const BY_STEP = `${BY_RUN} AND (activity_id = ? OR id = ? OR governance_event_id = ?)`;

/** Keeps approvals in a database. */
export function createApprovalStore(database: Database, now: () => Date): ApprovalStore {
  const select = async (restriction: string, args: (string | number)[]): Promise<Approval[]> => {
    const rows = await database.query({ sql: `SELECT * FROM approvals ${restriction}`, args });
    return rows.map((row) => toApproval(row, now()));
  };
  const first = async (restriction: string, args: string[]): Promise<Approval | undefined> =>
    (await select(restriction, args))[0];

  return {
    insertion,
    find: (id) => first('WHERE id = ?', [id]),
    findSubject: ({ activityId, subject, actionDigest = '', ...run }) => {
      const [step, stepArguments] =
        activityId === undefined ? ['activity_id = id', []] : ['activity_id = ?', [activityId]];
      return first(`WHERE ${BY_RUN} AND subject = ? AND action_digest = ? AND ${step}`, [
        ...runArguments(run),
        ...[subject, actionDigest],
        ...stepArguments,
      ]);
    },
    findLatest: ({ activityId, ...run }) =>
      first(`WHERE ${BY_STEP} ORDER BY sequence DESC LIMIT 1`, [
        ...runArguments(run),
        ...[activityId, activityId, activityId],
      ]),
    list: async (filter) => {
      const approvals = await select('ORDER BY sequence', []);
      return approvals.filter((approval) => isWanted(approval, filter));
    },
    decide: async (id, { decision, reason, modifiedInput, decidedBy, decidedAt }) => {
      await database.write([
        {
          sql: `UPDATE approvals SET decision = ?, decision_reason = ?, modified_input_json = ?, decided_by = ?,
            decided_at = ? WHERE id = ? AND decision IS NULL`,
          args: [decision, reason ?? null, toText(modifiedInput), decidedBy, decidedAt, id],
        },
      ]);
    },
  };
}

function insertion(approval: NewApproval): InStatement {
  return {
    sql: `INSERT INTO approvals (id, agent_id, agent_name, workflow_id, run_id, activity_id, subject, action_digest,
      workflow_type, activity_type, governance_event_id, policy_id, policy_reason, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    args: [
      approval.id,
      approval.agentId,
      approval.agentName,
      approval.workflowId,
      approval.runId,
      approval.activityId,
      approval.subject,
      approval.actionDigest ?? '',
      approval.workflowType,
      approval.activityType,
      approval.governanceEventId,
      approval.policyId ?? null,
      approval.policyReason ?? null,
      approval.createdAt,
      approval.expiresAt,
    ],
  };
}

function runArguments({ agentId, workflowId, runId }: AgentRunKey): string[] {
  return [agentId, workflowId, runId];
}

function isWanted(approval: Approval, filter: ApprovalFilter): boolean {
  const { agent, status, workflowId, runId, activityId, activityType } = filter;
  return (
    (agent === undefined || approval.agentName === agent || approval.agentId === agent) &&
    (status === undefined || approval.status === status) &&
    (workflowId === undefined || approval.workflowId === workflowId) &&
    (runId === undefined || approval.runId === runId) &&
    (activityId === undefined || approval.activityId === activityId) &&
    (activityType === undefined || approval.activityType === activityType)
  );
}

function toApproval(row: Row, now: Date): Approval {
  const expiresAt = textColumn(row, 'expires_at');
  const policyId = optionalTextColumn(row, 'policy_id');
  const policyReason = optionalTextColumn(row, 'policy_reason');
  const decisionReason = optionalTextColumn(row, 'decision_reason');
  const decidedBy = optionalTextColumn(row, 'decided_by');
  const decidedAt = optionalTextColumn(row, 'decided_at');
  const actionDigest = textColumn(row, 'action_digest');
  const modifiedInput = optionalTextColumn(row, 'modified_input_json');
  return {
    id: textColumn(row, 'id'),
    status: statusOf(row.decision, expiresAt, now),
    agentId: textColumn(row, 'agent_id'),
    agentName: textColumn(row, 'agent_name'),
    workflowId: textColumn(row, 'workflow_id'),
    runId: textColumn(row, 'run_id'),
    activityId: textColumn(row, 'activity_id'),
    workflowType: textColumn(row, 'workflow_type'),
    activityType: textColumn(row, 'activity_type'),
    subject: textColumn(row, 'subject'),
    ...(actionDigest !== '' && { actionDigest }),
    governanceEventId: textColumn(row, 'governance_event_id'),
    ...(policyId !== undefined && { policyId }),
    ...(policyReason !== undefined && { policyReason }),
    createdAt: textColumn(row, 'created_at'),
    expiresAt,
    ...(modifiedInput !== undefined && { modifiedInput: toJsonValue(JSON.parse(modifiedInput), UNCUT) }),
    ...(decisionReason !== undefined && { decisionReason }),
    ...(decidedBy !== undefined && { decidedBy }),
    ...(decidedAt !== undefined && { decidedAt }),
  };
}

function toText(value: JsonValue | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function statusOf(decision: unknown, expiresAt: string, now: Date): ApprovalStatus {
  if (decision === 'approved' || decision === 'rejected') return decision;
  return now.getTime() > Date.parse(expiresAt) ? 'expired' : 'pending';
}
