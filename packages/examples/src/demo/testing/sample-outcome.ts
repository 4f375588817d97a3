import { EVENT_SOURCE, type GovernanceEvent } from '@openbox/core-client/contract';
import type { CaseOutcome, RecordedDecision } from '../case-outcome';

/** An event as a worker sends it. */
export function sampleEvent(fields: Partial<GovernanceEvent> = {}): GovernanceEvent {
  return {
    source: EVENT_SOURCE,
    event_type: 'ActivityStarted',
    workflow_id: 'support-1',
    run_id: 'run-1',
    workflow_type: 'supportAgent',
    task_queue: 'support',
    activity_id: '1',
    activity_type: 'issueRefund',
    activity_input: [{ customerId: 'CUST-1', orderId: 'A-1299', amountUsd: 4000 }],
    ...fields,
  };
}

/** Spans of the three kinds, as they come with a result. */
export const sampleSpans = {
  file: { name: 'file.read', hook_type: 'file_operation', file_path: '/shop/messages/m.txt' },
  http: {
    name: 'POST',
    hook_type: 'http_request',
    http_method: 'POST',
    http_url: 'http://127.0.0.1:9/v1/chat/completions',
    http_status_code: 200,
  },
  db: {
    name: 'SELECT',
    hook_type: 'db_query',
    db_operation: 'SELECT',
    db_statement: 'SELECT id FROM customers WHERE id = $1',
  },
};

/** An answer of Core that allows. */
export function sampleDecision(fields: Partial<RecordedDecision> = {}): RecordedDecision {
  return { event: sampleEvent(), verdict: 'allow', rules: [], refused: false, ...fields };
}

/** The answer to a result that came with the spans. */
export function sampleResultWith(...spans: readonly unknown[]): RecordedDecision {
  return sampleDecision({ event: sampleEvent({ event_type: 'ActivityCompleted', spans }) });
}

/** A run that completed with nothing but a reply. */
export function sampleOutcome(fields: Partial<CaseOutcome> = {}): CaseOutcome {
  return {
    workflowId: 'support-1',
    runId: 'run-1',
    status: 'COMPLETED',
    detail: '{"done":"nothing yet"}',
    decisions: [sampleDecision(), sampleResultWith(sampleSpans.file, sampleSpans.http)],
    deeds: [{ kind: 'reply', customerId: 'CUST-1', text: 'hello' }],
    modelTexts: [],
    ...fields,
  };
}
