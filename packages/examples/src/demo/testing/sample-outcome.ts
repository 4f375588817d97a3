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

/** An answer of Core that allows. */
export function sampleDecision(fields: Partial<RecordedDecision> = {}): RecordedDecision {
  return { event: sampleEvent(), verdict: 'allow', rules: [], refused: false, ...fields };
}

/** A run that completed with nothing but a reply. */
export function sampleOutcome(fields: Partial<CaseOutcome> = {}): CaseOutcome {
  return {
    workflowId: 'support-1',
    runId: 'run-1',
    status: 'COMPLETED',
    detail: '{"done":"nothing yet"}',
    decisions: [sampleDecision()],
    deeds: [{ kind: 'reply', customerId: 'CUST-1', text: 'hello' }],
    modelTexts: [],
    ...fields,
  };
}
