/** The event types that Core accepts; any other is answered with 400. */
export const GovernanceEventType = {
  WORKFLOW_STARTED: 'WorkflowStarted',
  WORKFLOW_COMPLETED: 'WorkflowCompleted',
  WORKFLOW_FAILED: 'WorkflowFailed',
  SIGNAL_RECEIVED: 'SignalReceived',
  ACTIVITY_STARTED: 'ActivityStarted',
  ACTIVITY_COMPLETED: 'ActivityCompleted',
} as const;

export type GovernanceEventType = (typeof GovernanceEventType)[keyof typeof GovernanceEventType];

/** Value of `source` on every event. */
export const EVENT_SOURCE = 'workflow-telemetry';

/**
 * One event in its wire form (snake_case), as it is sent, recorded and shown.
 *
 * `timestamp` is stamped by whoever sends the event where the builder left it out.
 */
export interface GovernanceEvent {
  readonly source: typeof EVENT_SOURCE;
  readonly event_type: GovernanceEventType;
  readonly workflow_id: string;
  readonly run_id: string;
  readonly workflow_type: string;
  readonly task_queue: string;
  readonly timestamp?: string;
  readonly parent_workflow_id?: string;
  /** Groups the runs of several agents that work on one thing. */
  readonly multi_agent_session_id?: string;
  readonly activity_id?: string;
  readonly activity_type?: string;
  /** Temporal's attempt, from 1. */
  readonly attempt?: number;
  readonly activity_input?: readonly unknown[];
  readonly activity_output?: unknown;
  readonly workflow_output?: unknown;
  readonly status?: EventStatus;
  /** Unix seconds with fraction. */
  readonly start_time?: number;
  /** Unix seconds with fraction. */
  readonly end_time?: number;
  readonly duration_ms?: number;
  /** Marks the evaluation of one operation before or after it runs; `spans` then holds that one. */
  readonly hook_trigger?: true;
  readonly span_count?: number;
  readonly spans?: readonly unknown[];
  readonly signal_name?: string;
  readonly signal_args?: readonly unknown[];
  readonly error?: EventError | null;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

export type EventStatus = 'completed' | 'failed' | 'cancelled' | 'terminated';

/** An error on an event. `type` is the class Temporal reports, `error_type` always the application's own type. */
export interface EventError {
  readonly type: string;
  readonly message: string;
  readonly error_type: string;
  readonly non_retryable?: boolean;
  readonly stack_trace?: string;
  readonly cause?: EventError;
  /** Innermost error of the chain, where it is not this one. */
  readonly root_cause?: EventError;
}
