import { GovernanceEventSchema, parseEvaluateResponse, toEvaluateResponse } from '@openbox/core-client/wire';
import * as v from 'valibot';
import type { Database, InStatement, Row } from './database';
import { textColumn } from './read-row';
import type { EventFilter, RecordedEvent } from './recorded-event';

/** The record of every event and its verdict. */
export interface EventLog {
  /** The statement that records an event, for a write that does more. */
  insertion(recorded: Omit<RecordedEvent, 'sequence'>): InStatement;
  /** Recorded events, the newest last. */
  list(filter?: EventFilter): Promise<RecordedEvent[]>;
}

/** Keeps events in a database, in their wire form. */
export function createEventLog(database: Database): EventLog {
  return {
    insertion: ({ governanceEventId, agentId, agentName, receivedAt, event, verdict }) => ({
      sql: `INSERT INTO events (governance_event_id, agent_id, agent_name, received_at, event_type, workflow_id, run_id,
        workflow_type, activity_id, activity_type, verdict, event_json, verdict_json)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      args: [
        governanceEventId,
        agentId,
        agentName,
        receivedAt,
        event.event_type,
        event.workflow_id,
        event.run_id,
        event.workflow_type,
        event.activity_id ?? null,
        event.activity_type ?? null,
        verdict.verdict,
        JSON.stringify(event),
        JSON.stringify(toEvaluateResponse(verdict)),
      ],
    }),
    list: async (filter = {}) => {
      const events = (await database.query(selection(filter))).map(toRecordedEvent);
      return filter.after === undefined ? events.reverse() : events;
    },
  };
}

function selection(filter: EventFilter): InStatement {
  const conditions: string[] = [];
  const args: (string | number)[] = [];
  const where = (condition: string, ...values: (string | number)[]): void => {
    conditions.push(condition);
    args.push(...values);
  };
  const { agent, workflowId, runId, activityId, activityType, eventType, verdict, after, limit } = filter;
  if (agent !== undefined) where('(agent_name = ? OR agent_id = ?)', agent, agent);
  if (workflowId !== undefined) where('workflow_id = ?', workflowId);
  if (runId !== undefined) where('run_id = ?', runId);
  if (activityId !== undefined) where('activity_id = ?', activityId);
  if (activityType !== undefined) where('activity_type = ?', activityType);
  if (eventType !== undefined) where('event_type = ?', eventType);
  if (verdict !== undefined) where('verdict = ?', verdict);
  if (after !== undefined) where('sequence > ?', after);
  const restriction = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  args.push(limit ?? -1);
  return {
    sql: `SELECT * FROM events ${restriction} ORDER BY sequence ${after === undefined ? 'DESC' : 'ASC'} LIMIT ?`,
    args,
  };
}

function toRecordedEvent(row: Row): RecordedEvent {
  const body: unknown = JSON.parse(textColumn(row, 'verdict_json'));
  return {
    sequence: Number(row.sequence),
    governanceEventId: textColumn(row, 'governance_event_id'),
    agentId: textColumn(row, 'agent_id'),
    agentName: textColumn(row, 'agent_name'),
    receivedAt: textColumn(row, 'received_at'),
    event: v.parse(GovernanceEventSchema, JSON.parse(textColumn(row, 'event_json'))),
    verdict: parseEvaluateResponse(body),
  };
}
