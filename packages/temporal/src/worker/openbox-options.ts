import type { Evaluator, GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import type { Duration } from '@temporalio/common';
import type { DescribeActivity } from '../common/agents/activity-description';
import type { ErrorTypes } from '../common/refusal';
import type { CaptureOptions } from './capture-options';

/**
 * Whether verdicts are enforced.
 *
 * - `enforce`: they are.
 * - `observe`: everything is evaluated and recorded, and nothing is refused, redacted or held for a human. Events carry
 *   `metadata.enforcement: "observe"`. The way to adopt governance on a running system.
 * - `off`: new runs are not governed and Core is not asked at all; runs that were governed still replay.
 */
export type EnforcementMode = 'enforce' | 'observe' | 'off';

/** Called with each verdict and the event that asked for it. What it throws is ignored. */
export type VerdictCallback = (verdict: GovernanceVerdict, event: GovernanceEvent) => void;

/**
 * What governs a worker. Each option that is absent falls back to its environment variable, where it has one, then to
 * its default; a blank variable counts as absent.
 */
export interface OpenBoxOptions extends CaptureOptions {
  /**
   * Address of OpenBox Core. HTTPS, or HTTP on the loopback interface. Environment: `OPENBOX_URL`.
   *
   * Without both `openboxUrl` and `openboxApiKey` the worker runs ungoverned, and says so once; with only one of them
   * it is refused.
   */
  openboxUrl?: string | undefined;
  /** The agent's API key, `obx_live_...` or `obx_test_...`. Environment: `OPENBOX_API_KEY`. */
  openboxApiKey?: string | undefined;
  /** Decides in Core's place; `openboxUrl` and `openboxApiKey` are then not looked at. */
  evaluator?: Evaluator | undefined;
  /**
   * Time for one verdict, retries included. Environment: `OPENBOX_GOVERNANCE_TIMEOUT`, in seconds.
   *
   * @defaultValue `'30s'`
   */
  governanceTimeout?: Duration | undefined;
  /**
   * What happens when no verdict can be had: `fail_open` goes on as if it were allow, `fail_closed` stops with a
   * non-retryable failure. A refused API key always stops. Environment: `OPENBOX_GOVERNANCE_POLICY`.
   *
   * @defaultValue `'fail_open'`
   */
  governancePolicy?: 'fail_open' | 'fail_closed' | undefined;
  /**
   * Whether verdicts are enforced: for the whole worker, or by workflow type with `default` for the rest.
   *
   * @defaultValue `'enforce'`
   *
   * @example
   * ```ts
   * new OpenBoxPlugin({ enforcement: { default: 'observe', SupportAgent: 'enforce' } });
   * ```
   */
  enforcement?: EnforcementMode | Readonly<Record<string, EnforcementMode>> | undefined;
  /**
   * Ask for a verdict before every single operation of an activity (HTTP request, query, file operation, traced
   * function) and report it afterwards: `true` for all activities, or the activity types. The spans then travel with
   * these evaluations instead of ActivityCompleted. Needs the capture of those operations.
   *
   * @defaultValue `false`: spans travel in ActivityCompleted
   */
  operationGovernance?: boolean | Iterable<string> | undefined;
  /** DID of the agent, to sign requests; together with {@link agentPrivateKey}. Environment: `OPENBOX_AGENT_DID`. */
  agentDid?: string | undefined;
  /** Base64 of the raw 32-byte Ed25519 seed. Environment: `OPENBOX_AGENT_PRIVATE_KEY`. */
  agentPrivateKey?: string | undefined;
  /**
   * Multi-agent session that this worker's events belong to, unless their run belongs to one of its own (by
   * `createSessionInterceptor` of the client, or by its memo). Environment: `OPENBOX_MULTI_AGENT_SESSION_ID`.
   *
   * @defaultValue the session of the run, if any
   */
  multiAgentSessionId?: string | undefined;
  /**
   * Send WorkflowStarted, and so have a verdict before a run's first effect. Environment: `OPENBOX_SEND_START_EVENT`.
   *
   * @defaultValue `true`
   */
  sendStartEvent?: boolean | undefined;
  /**
   * Send the workflow's arguments with WorkflowStarted, as `activity_input`.
   *
   * @defaultValue `false`, or `true` with {@link redactWorkflowInput}
   */
  sendWorkflowInput?: boolean | undefined;
  /**
   * Let guardrails redact the workflow's arguments: the workflow function then begins only once Core has answered, so
   * that Temporal refuses an update which comes with the start. Costs each run two history events.
   *
   * @defaultValue `false`: the workflow function begins at once, and its effects wait
   */
  redactWorkflowInput?: boolean | undefined;
  /**
   * Judge each signal before its handler: the handler of a blocked one never runs, and guardrails redact the arguments of
   * the others. Handlers then wait for Core, in the order of arrival. A dropped signal does not stop the run. Costs each
   * run two history events.
   *
   * @defaultValue `false`: handlers run at once; after a blocked signal every next effect of the run is refused
   */
  dropBlockedSignals?: boolean | undefined;
  /**
   * Send ActivityStarted: without it an activity's input is neither judged nor redacted, its result still is.
   * Environment: `OPENBOX_SEND_ACTIVITY_START_EVENT`.
   *
   * @defaultValue `true`
   */
  sendActivityStartEvent?: boolean | undefined;
  /** Workflow types that run without governance, their activities included. @defaultValue none */
  skipWorkflowTypes?: Iterable<string> | undefined;
  /** Activity types that run without governance. `send_governance_event` is always among them. @defaultValue none */
  skipActivityTypes?: Iterable<string> | undefined;
  /** Signals, updates and queries that are not reported, by name. @defaultValue none */
  skipSignals?: Iterable<string> | undefined;
  /**
   * Report each query to Core, as a SignalReceived with `metadata.kind: "query"`. It is answered as if nobody watched:
   * nothing waits for the verdict, and none is enforced. Queries that come faster than Core answers are not all reported.
   *
   * @defaultValue `false`
   */
  observeQueries?: boolean | undefined;
  /**
   * Whether `require_approval` waits for a human. When off it is a block. Environment: `OPENBOX_HITL_ENABLED`.
   *
   * @defaultValue `true`
   */
  hitlEnabled?: boolean | undefined;
  /** Activity types for which `require_approval` goes on without waiting. @defaultValue none */
  skipHitlActivityTypes?: Iterable<string> | undefined;
  /**
   * Where an activity waits for a human. `retry`: it fails retryably until it is decided; where its retry policy or
   * `scheduleToCloseTimeout` would count that, the workflow waits in its place. `workflow`: the workflow always waits.
   * Either way the wait is durable and takes as long as it takes.
   *
   * @defaultValue `'retry'`
   */
  hitlMode?: 'retry' | 'workflow' | undefined;
  /**
   * How soon a waiting activity asks again whether a human has decided.
   *
   * @defaultValue `'5s'`
   */
  hitlPollInterval?: Duration | undefined;
  /**
   * Longest wait for a human; then the activity fails with `ApprovalExpired`. Core's own expiry holds as well.
   *
   * @defaultValue unlimited
   */
  hitlMaxWait?: Duration | undefined;
  /**
   * Address where a human decides, shown as a link in the details of a waiting run in Temporal's UI. `{approvalId}`,
   * `{workflowId}`, `{runId}` and `{activityId}` in it are filled in.
   *
   * @defaultValue no link
   */
  approvalUrl?: string | undefined;
  /**
   * Keep the search attribute `OpenBoxStatus` of each governed run: `governed`, `waiting` (for a human), `blocked` or
   * `halted`. It has to be registered in the namespace as a keyword, otherwise Temporal fails the workflow task of every
   * governed run. Each change is one history event.
   *
   * @defaultValue `false`
   */
  searchAttribute?: boolean | undefined;
  /**
   * How often a workflow may begin again with the input that a `block` proposes (`patch.new_input`): as a new run of the
   * same workflow id. Counted in the memo `openbox_retryable_block_restart_count`; beyond it the workflow fails with
   * `GovernancePatchLimitExceeded`. A proposal that does not fit the workflow's input is a plain block.
   *
   * @defaultValue `0`: a block is a block
   */
  maxPatchRestarts?: number | undefined;
  /**
   * Failure types of stop verdicts: `v1.0` says `GovernanceStop` for both, `v1.1` says `GovernanceBlock` or
   * `GovernanceHalt`. `getGovernanceFailure` knows all of them.
   *
   * @defaultValue `'v1.0'`
   */
  errorTypes?: ErrorTypes | undefined;
  /**
   * Says which tool or model an activity stands for, where one activity type stands for many: it becomes `metadata.tool`
   * and `metadata.model` of the activity's events, for rules to tell `read_file` from `delete_file`. Called for each event
   * with the arguments that the event carries. What it throws is logged once, and the event goes out without.
   *
   * @defaultValue the activities of Temporal's plugins for the AI SDK and the OpenAI Agents SDK are known, and are what
   * `undefined` falls back to
   */
  describeActivity?: DescribeActivity | undefined;
  /**
   * Activity types whose workflow stream is published only after the verdict on their result: all of it once that is
   * allowed, and none where it is refused, redacted or has to wait for a human. Without it, a model activity that streams
   * has published its answer before anybody judged it.
   *
   * @defaultValue none
   */
  holdStreams?: Iterable<string> | undefined;
  onVerdict?: VerdictCallback | undefined;
  /** Called for each `constrain`, in addition to the log line. */
  onConstrain?: VerdictCallback | undefined;
  /** Called when no verdict could be had, with the error. What it throws is ignored. */
  onGovernanceError?: ((error: unknown, event: GovernanceEvent | undefined) => void) | undefined;
}

/** Names of all options of {@link OpenBoxOptions}: what `createOpenBoxWorker` does not hand to Temporal. */
export const OPENBOX_OPTION_NAMES = [
  'openboxUrl',
  'openboxApiKey',
  'evaluator',
  'governanceTimeout',
  'governancePolicy',
  'enforcement',
  'operationGovernance',
  'agentDid',
  'agentPrivateKey',
  'multiAgentSessionId',
  'sendStartEvent',
  'sendWorkflowInput',
  'redactWorkflowInput',
  'dropBlockedSignals',
  'sendActivityStartEvent',
  'skipWorkflowTypes',
  'skipActivityTypes',
  'skipSignals',
  'observeQueries',
  'captureHttp',
  'maxBodyBytes',
  'maskHeaders',
  'captureSensitiveHeaders',
  'instrumentDatabases',
  'dbLibraries',
  'instrumentFileIo',
  'refuseUngoverned',
  'hitlEnabled',
  'skipHitlActivityTypes',
  'hitlMode',
  'hitlPollInterval',
  'hitlMaxWait',
  'approvalUrl',
  'searchAttribute',
  'maxPatchRestarts',
  'errorTypes',
  'describeActivity',
  'holdStreams',
  'onVerdict',
  'onConstrain',
  'onGovernanceError',
] as const satisfies readonly (keyof OpenBoxOptions)[];
