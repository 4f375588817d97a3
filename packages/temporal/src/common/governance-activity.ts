import type { ApprovalKey, GovernanceEvent, JsonValue } from '@openbox/core-client/contract';
import type { AskedApproval, BodyTimes } from './approval-mark';

/**
 * Name of the activity that carries every workflow-level event to Core, because Workflow code cannot do I/O.
 * Reserved by the protocol; must match the Python SDK.
 */
export const GOVERNANCE_ACTIVITY = 'send_governance_event';

/**
 * The one patch id that guards everything the workflow interceptor adds: a run whose history was recorded without it
 * replays exactly as it was.
 */
export const GOVERNANCE_PATCH_ID = 'openbox-governance-v1';

/** Patch id of runs whose signals are judged before their handlers, by the option `dropBlockedSignals`. */
export const JUDGE_SIGNALS_PATCH_ID = 'openbox-judge-signals-v1';

/** Patch id of runs whose arguments are judged before the workflow function, by the option `redactWorkflowInput`. */
export const REDACT_INPUT_PATCH_ID = 'openbox-redact-input-v1';

/** What the workflow interceptor hands to the governance activity. Plain JSON, so that any payload converter carries it. */
export type GovernanceActivityInput =
  /** With `redactable`, its arguments can still be replaced. */
  | { readonly event: GovernanceEvent; readonly redactable?: true }
  /** With `once`, the answer comes at once, whether it is decided or not; `waitedMs` is for how long it has been asked. */
  | { readonly approval: ApprovalWait; readonly once?: true; readonly waitedMs?: number }
  /** A run that was halted is still there. */
  | { readonly termination: Refusal }
  /** What waits for a human in the run shall ask now. */
  | { readonly wake: true };

/**
 * One wait of a workflow for a human: in the place of an activity whose retries are used up, or before an event of its
 * own takes effect.
 */
export interface ApprovalWait {
  readonly key: ApprovalKey;
  /** Type of the activity; of the event and its signal, such as `SignalReceived refund`, where the workflow's own waits. */
  readonly activityType: string;
  readonly reason: string;
  readonly requestedAtMs: number;
  /** What waits; absent where an earlier build asked. */
  readonly phase?: 'input' | 'output' | 'operation';
  /** When the body ran whose result waits. */
  readonly ran?: BodyTimes;
  /** Since when nobody has decided, by the clock of Temporal's server, where that began before this wait. */
  readonly sinceMs?: number;
  readonly approvalId?: string;
  readonly policyId?: string;
  /** Further operations of the same attempt that wait. */
  readonly others?: readonly AskedApproval[];
  /**
   * Core's ids of the approvals that the activity was granted before: none of them is the answer. Absent where an earlier
   * build asked, and of a workflow's own events.
   */
  readonly answered?: readonly string[];
}

/** How a wait ended. */
export interface ApprovalOutcome {
  readonly state: 'approved' | 'rejected' | 'expired';
  readonly reason: string;
  readonly approvalId?: string;
  readonly decidedBy?: string;
  /** What was approved in the place of the result that waited. */
  readonly modifiedOutput?: JsonValue;
  /** Why that may not be handed on after all. */
  readonly refusal?: Refusal;
}

/** Search attribute (keyword) that says how governance stands to a run, where it is wanted. */
export const STATUS_ATTRIBUTE = 'OpenBoxStatus';

/**
 * Settings of the worker that ran a run's first governance activity. They reach the isolate through that activity's
 * result and therefore through history: changing an option never changes a run that has begun.
 */
export interface RunSettings {
  /** `false` where this run is not governed at all. */
  readonly governed: boolean;
  readonly skipSignals: readonly string[];
  readonly governanceTimeoutMs: number;
  readonly onApiError: 'fail_open' | 'fail_closed';
  /** `true` where a halted run is terminated from outside its task; absent where an earlier build began the run. */
  readonly stopsOnHalt?: true;
  /**
   * Rules that the run keeps to, however long it lives, beside those that it began without; absent where an earlier build
   * began it. From 1: nothing goes on after a step was halted, a run that cannot be terminated fails, what ends a run is
   * what was judged, and what waits for a human and has limits of its own is waited for by the run at once. From 2: nothing that a
   * program left behind goes on after its end, a signal whose handler ends the run is judged, waits have activity ids of
   * their own, and what is cancelled while it is held fails as the effect itself would.
   */
  readonly edition?: number;
  /** How the run waits for humans: by an activity, or by itself where its worker takes no activities off the queue. */
  readonly decisionsBy?: 'activity' | 'timer';
  /** First pause between two questions, where the run asks by itself. */
  readonly decisionPollMs?: number;
  /** Template of the link to a decision, for the details that Temporal's UI shows. */
  readonly approvalUrl?: string;
  /** `true` where the run keeps its search attribute {@link STATUS_ATTRIBUTE}. */
  readonly searchAttribute?: true;
  /** How often a block with a patch may begin the workflow again; absent is never. */
  readonly maxPatchRestarts?: number;
}

/** {@link RunSettings.edition} of runs that begin now. */
export const EDITION = 2;

/** Why a step is refused, ready to become the failure that Temporal records. */
export interface Refusal {
  readonly type: string;
  readonly message: string;
  readonly details: RefusalDetails;
  /** What Core proposes in the place of the workflow's input, where the workflow may begin again with it. */
  readonly patch?: RefusalPatch;
}

/** Input with which a blocked workflow begins again; `null` is the same input. Must be plain JSON. */
export interface RefusalPatch {
  readonly newInput: unknown;
}

/** First detail of a refusal's failure. Holds no payload: it is written to history. */
export interface RefusalDetails {
  readonly verdict: string;
  readonly reason: string;
  readonly policyId?: string;
  readonly riskScore?: number;
  readonly approvalId?: string;
  readonly governanceEventId?: string;
  /** Who rejected, where Core says so. */
  readonly decidedBy?: string;
  readonly fallbackUsed?: boolean;
  readonly reasons?: readonly { readonly type: string; readonly field: string; readonly reason: string }[];
}

/** What the governance activity answers. Stays small: it is the one thing of ours that history keeps. */
export interface GovernanceActivityResult {
  /** Only in the answer to WorkflowStarted. */
  readonly settings?: RunSettings;
  readonly refusal?: Refusal;
  /** `true` where an earlier build has already terminated the run because of this event. */
  readonly terminated?: boolean;
  /** `true` where the worker ends the run as soon as its current task is over: nothing may go on. */
  readonly terminating?: boolean;
  /** A human has to decide before this event takes effect. */
  readonly approval?: ApprovalWait;
  /** Guardrails' data for the place of the event's arguments, where they can still be replaced. */
  readonly redactedInput?: JsonValue;
  /** Only in the answer to an {@link ApprovalWait}. */
  readonly outcome?: ApprovalOutcome;
  /** `true` where nobody has decided yet. */
  readonly undecided?: boolean;
}
