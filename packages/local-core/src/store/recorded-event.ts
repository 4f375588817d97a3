import type {
  GovernanceEvent,
  GovernanceEventType,
  GovernanceVerdict,
  Verdict,
} from '@openbox/core-client/contract';

/** One event that was received, with the verdict that it got. */
export interface RecordedEvent {
  /** Grows with every event; never used twice in one data folder. */
  readonly sequence: number;
  /** The id that the verdict carried. */
  readonly governanceEventId: string;
  readonly agentId: string;
  readonly agentName: string;
  /** RFC 3339, UTC. */
  readonly receivedAt: string;
  readonly event: GovernanceEvent;
  readonly verdict: GovernanceVerdict;
}

/** Which events are wanted; what is absent matches all. */
export interface EventFilter {
  /** Name or id of an agent. */
  readonly agent?: string;
  readonly workflowId?: string;
  readonly runId?: string;
  readonly activityId?: string;
  readonly activityType?: string;
  readonly eventType?: GovernanceEventType;
  readonly verdict?: Verdict;
  /** Only events with a greater {@link RecordedEvent.sequence}. */
  readonly after?: number;
  /** Only the newest so many; with {@link after} the first so many after it, so that one can go on from the last. */
  readonly limit?: number;
}
