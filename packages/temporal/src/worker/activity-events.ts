import { EVENT_SOURCE, toJsonValue } from '@openbox/core-client/contract';
import type { EventStatus, GovernanceEvent, JsonValue } from '@openbox/core-client/contract';
import type { ActivityIdentity } from '@openbox/spans';
import { toEventError } from '../common/event-error';
import type { ModifiedInputMetadata } from './modification';

/** How one attempt's body ended, as its ActivityCompleted says it. */
export interface ActivityOutcome {
  readonly status: EventStatus;
  readonly output?: unknown;
  readonly error?: unknown;
  readonly startTimeMs: number;
  readonly durationMs: number;
  readonly spans: readonly unknown[];
  /** The body handed its completion over to somebody else. */
  readonly completesAsync?: boolean;
}

/** What `metadata` of one event says beside what all events of the attempt say. */
export interface ActionMetadata {
  /** Digest of the action as it is sent: what an approval is bound to. */
  readonly action_digest?: string;
  /** What a human changed before approving it. */
  readonly modified_input?: ModifiedInputMetadata;
}

/**
 * The two events of one attempt, in their wire form.
 *
 * @param common - `metadata` of both.
 */
export function createActivityEvents(identity: ActivityIdentity, common: Readonly<Record<string, unknown>>) {
  const metadata = (action: ActionMetadata, more: Readonly<Record<string, unknown>> = {}) => {
    const all = { ...common, ...more, ...action };
    return Object.keys(all).length === 0 ? {} : { metadata: all };
  };
  const envelope = (type: 'ActivityStarted' | 'ActivityCompleted', input: readonly JsonValue[]) =>
    ({
      source: EVENT_SOURCE,
      event_type: type,
      workflow_id: identity.workflowId,
      run_id: identity.runId,
      workflow_type: identity.workflowType,
      task_queue: identity.taskQueue,
      activity_id: identity.activityId,
      activity_type: identity.activityType,
      attempt: identity.attempt,
      activity_input: input,
    }) satisfies GovernanceEvent;
  const toInput = (args: readonly unknown[]): JsonValue[] => args.map((arg) => toJsonValue(arg));
  return {
    /** The arguments as events carry them: a copy, which the body cannot change any more. */
    toInput,
    /** Also the envelope of the events of single operations. */
    started: (input: readonly JsonValue[], action: ActionMetadata = {}): GovernanceEvent => ({
      ...envelope('ActivityStarted', input),
      ...metadata(action),
    }),
    /** `input` as the body received it; `activity_output` and `error` are `null` where there is none. */
    completed: (
      input: readonly JsonValue[],
      outcome: ActivityOutcome,
      action: ActionMetadata = {},
    ): GovernanceEvent => ({
      ...envelope('ActivityCompleted', input),
      status: outcome.status,
      start_time: outcome.startTimeMs / 1_000,
      end_time: (outcome.startTimeMs + outcome.durationMs) / 1_000,
      duration_ms: outcome.durationMs,
      span_count: outcome.spans.length,
      spans: outcome.spans,
      activity_output: outcome.status === 'completed' ? toJsonValue(outcome.output) : null,
      error: outcome.status === 'completed' ? null : toEventError(outcome.error),
      ...metadata(action, outcome.completesAsync === true ? { completes_async: true } : {}),
    }),
  };
}
