/** Bodies of events as SDKs send them. */

const COMMON = {
  source: 'workflow-telemetry',
  workflow_id: 'order-1',
  run_id: 'run-1',
  workflow_type: 'Order',
  task_queue: 'orders',
  timestamp: '2026-01-01T00:00:00.000Z',
} as const;

const ACTIVITY = {
  activity_id: '1',
  activity_type: 'refund',
  attempt: 1,
  activity_input: [{ amount: 50 }],
} as const;

type Fields = Readonly<Record<string, unknown>>;

export function activityStarted(fields: Fields = {}): Record<string, unknown> {
  return { ...COMMON, event_type: 'ActivityStarted', ...ACTIVITY, ...fields };
}

export function activityCompleted(fields: Fields = {}): Record<string, unknown> {
  const outcome = {
    status: 'completed',
    start_time: 1_767_225_600.25,
    end_time: 1_767_225_601.5,
    duration_ms: 1250,
    span_count: 0,
    spans: [],
    activity_output: { ok: true },
    error: null,
  };
  return { ...COMMON, event_type: 'ActivityCompleted', ...ACTIVITY, ...outcome, ...fields };
}

export function workflowStarted(fields: Fields = {}): Record<string, unknown> {
  return { ...COMMON, event_type: 'WorkflowStarted', ...fields };
}

export function workflowCompleted(fields: Fields = {}): Record<string, unknown> {
  return { ...COMMON, event_type: 'WorkflowCompleted', workflow_output: 'done', ...fields };
}

export function workflowFailed(fields: Fields = {}): Record<string, unknown> {
  const error = { type: 'ApplicationFailure', message: 'no', error_type: 'OutOfStock' };
  return { ...COMMON, event_type: 'WorkflowFailed', error, ...fields };
}

export function signalReceived(fields: Fields = {}): Record<string, unknown> {
  return { ...COMMON, event_type: 'SignalReceived', signal_name: 'cancel', signal_args: ['late'], ...fields };
}
