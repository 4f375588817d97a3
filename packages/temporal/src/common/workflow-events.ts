import { EVENT_SOURCE, toJsonValue } from '@openbox/core-client/contract';
import type { GovernanceEvent, GovernanceEventType } from '@openbox/core-client/contract';
import { toEventError } from './event-error';

/** Identity of the run that a workflow-level event is about. */
export interface RunIdentity {
  readonly workflowId: string;
  readonly runId: string;
  readonly workflowType: string;
  readonly taskQueue: string;
  readonly parentWorkflowId?: string;
  /** The multi-agent session that it belongs to. Asked for each event: a run learns it as it starts. */
  readonly sessionId?: () => string | undefined;
}

/** The events of one run, in their wire form, without a timestamp: the activity that sends them stamps it. */
export function createWorkflowEvents(run: RunIdentity) {
  const envelope = (type: GovernanceEventType) => {
    const sessionId = run.sessionId?.();
    return {
      source: EVENT_SOURCE,
      event_type: type,
      workflow_id: run.workflowId,
      run_id: run.runId,
      workflow_type: run.workflowType,
      task_queue: run.taskQueue,
      ...(sessionId !== undefined && { multi_agent_session_id: sessionId }),
    } satisfies GovernanceEvent;
  };
  const signalReceived = (name: string, args: readonly unknown[]): GovernanceEvent => ({
    ...envelope('SignalReceived'),
    signal_name: name,
    signal_args: args.map((arg) => toJsonValue(arg)),
  });
  return {
    started: (args: readonly unknown[] = []): GovernanceEvent => ({
      ...envelope('WorkflowStarted'),
      activity_input: args.map((arg) => toJsonValue(arg)),
      ...(run.parentWorkflowId !== undefined && { parent_workflow_id: run.parentWorkflowId }),
    }),
    completed: (output: unknown): GovernanceEvent => ({
      ...envelope('WorkflowCompleted'),
      workflow_output: toJsonValue(output),
    }),
    failed: (error: unknown, cancelled: boolean): GovernanceEvent => ({
      ...envelope('WorkflowFailed'),
      error: toEventError(error),
      ...(cancelled && { status: 'cancelled' as const }),
    }),
    signalReceived,
    /** Core knows no event for updates. */
    updateReceived: (updateId: string, name: string, args: readonly unknown[]): GovernanceEvent => ({
      ...signalReceived(name, args),
      metadata: { kind: 'update', update_id: updateId },
    }),
    /** Core knows no event for queries either. */
    queryReceived: (name: string, args: readonly unknown[]): GovernanceEvent => ({
      ...signalReceived(name, args),
      metadata: { kind: 'query' },
    }),
  };
}
