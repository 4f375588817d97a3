import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type { DescribeActivity } from '../common/agents/activity-description';
import type { ErrorTypes } from '../common/refusal';
import type { CaptureOptions } from './capture-options';
import type { EnforcementMode, OpenBoxOptions, VerdictCallback } from './openbox-options';
import {
  callback,
  count,
  durationMs,
  flag,
  names,
  oneOf,
  positive,
  secondsMs,
  text,
  variable,
  webAddress,
  yesOrNo,
} from './read-option';
import type { Env } from './read-option';

/** The options that say how verdicts are asked for and enforced, for people who compose the parts by hand. */
export type GovernanceOptions = Omit<
  OpenBoxOptions,
  'openboxUrl' | 'openboxApiKey' | 'evaluator' | 'agentDid' | 'agentPrivateKey' | keyof CaptureOptions
>;

/** {@link GovernanceOptions} with every default and environment variable applied. */
export interface GovernanceConfig {
  readonly governanceTimeoutMs: number;
  readonly onApiError: 'fail_open' | 'fail_closed';
  /** Whether verdicts on runs of a workflow type, and on their activities, are enforced. */
  readonly enforcementOf: (workflowType: string) => EnforcementMode;
  /** Whether the operations of an activity type are evaluated one by one. */
  readonly governsOperations: (activityType: string) => boolean;
  readonly sendStartEvent: boolean;
  readonly sendWorkflowInput: boolean;
  readonly redactWorkflowInput: boolean;
  readonly dropBlockedSignals: boolean;
  readonly sendActivityStartEvent: boolean;
  readonly skipWorkflowTypes: ReadonlySet<string>;
  readonly skipActivityTypes: ReadonlySet<string>;
  readonly skipSignals: readonly string[];
  readonly observeQueries: boolean;
  readonly hitlEnabled: boolean;
  readonly skipHitlActivityTypes: ReadonlySet<string>;
  readonly hitlMode: 'retry' | 'workflow';
  readonly hitlPollIntervalMs: number;
  readonly hitlMaxWaitMs: number;
  readonly approvalUrl: string | undefined;
  readonly searchAttribute: boolean;
  readonly maxPatchRestarts: number;
  readonly errorTypes: ErrorTypes;
  readonly multiAgentSessionId: string | undefined;
  readonly describeActivity: DescribeActivity | undefined;
  readonly holdStreams: ReadonlySet<string>;
  readonly onVerdict: VerdictCallback | undefined;
  readonly onConstrain: VerdictCallback | undefined;
  readonly onGovernanceError: OpenBoxOptions['onGovernanceError'];
}

/**
 * Option, then environment variable, then default. Pure, and never changes `options`.
 *
 * @throws OpenBoxConfigError naming the option and its variable where a value cannot be used.
 */
export function resolveGovernanceConfig(
  options: GovernanceOptions = {},
  env: Env = process.env,
): GovernanceConfig {
  return {
    governanceTimeoutMs: positive(
      'governanceTimeout',
      durationMs('governanceTimeout', options.governanceTimeout) ??
        secondsMs(env, 'OPENBOX_GOVERNANCE_TIMEOUT', 'OPENBOX_TIMEOUT_SECONDS') ??
        30_000,
    ),
    onApiError: oneOf(
      'governancePolicy',
      'OPENBOX_GOVERNANCE_POLICY',
      options.governancePolicy ??
        variable(env, 'OPENBOX_GOVERNANCE_POLICY', 'OPENBOX_ON_API_ERROR') ??
        'fail_open',
      ['fail_open', 'fail_closed'] as const,
    ),
    enforcementOf: enforcementModes(options.enforcement),
    governsOperations: typesOrAll('operationGovernance', options.operationGovernance),
    sendStartEvent: options.sendStartEvent ?? flag(env, 'OPENBOX_SEND_START_EVENT') ?? true,
    sendWorkflowInput: options.sendWorkflowInput ?? options.redactWorkflowInput ?? false,
    redactWorkflowInput: options.redactWorkflowInput ?? false,
    dropBlockedSignals: options.dropBlockedSignals ?? false,
    sendActivityStartEvent:
      options.sendActivityStartEvent ?? flag(env, 'OPENBOX_SEND_ACTIVITY_START_EVENT') ?? true,
    skipWorkflowTypes: names('skipWorkflowTypes', options.skipWorkflowTypes),
    skipActivityTypes: names('skipActivityTypes', options.skipActivityTypes).add(GOVERNANCE_ACTIVITY),
    skipSignals: [...names('skipSignals', options.skipSignals)],
    observeQueries: yesOrNo('observeQueries', options.observeQueries) ?? false,
    hitlEnabled: options.hitlEnabled ?? flag(env, 'OPENBOX_HITL_ENABLED') ?? true,
    skipHitlActivityTypes: names('skipHitlActivityTypes', options.skipHitlActivityTypes),
    hitlMode: oneOf('hitlMode', undefined, options.hitlMode ?? 'retry', ['retry', 'workflow'] as const),
    hitlPollIntervalMs: positive(
      'hitlPollInterval',
      durationMs('hitlPollInterval', options.hitlPollInterval) ?? 5_000,
    ),
    hitlMaxWaitMs: positive('hitlMaxWait', durationMs('hitlMaxWait', options.hitlMaxWait) ?? Infinity),
    approvalUrl: webAddress('approvalUrl', options.approvalUrl),
    searchAttribute: yesOrNo('searchAttribute', options.searchAttribute) ?? false,
    maxPatchRestarts: count('maxPatchRestarts', options.maxPatchRestarts ?? 0),
    errorTypes: oneOf('errorTypes', undefined, options.errorTypes ?? 'v1.0', ['v1.0', 'v1.1'] as const),
    multiAgentSessionId:
      text('multiAgentSessionId', options.multiAgentSessionId) ??
      variable(env, 'OPENBOX_MULTI_AGENT_SESSION_ID'),
    describeActivity: callback('describeActivity', options.describeActivity),
    holdStreams: names('holdStreams', options.holdStreams),
    onVerdict: callback('onVerdict', options.onVerdict),
    onConstrain: callback('onConstrain', options.onConstrain),
    onGovernanceError: callback('onGovernanceError', options.onGovernanceError),
  };
}

function enforcementModes(option: OpenBoxOptions['enforcement']): (workflowType: string) => EnforcementMode {
  const mode = (value: EnforcementMode): EnforcementMode =>
    oneOf('enforcement', undefined, value, ['enforce', 'observe', 'off'] as const);
  if (typeof option !== 'object') {
    const all = mode(option ?? 'enforce');
    return () => all;
  }
  const byType = new Map(Object.entries(option).map(([type, value]) => [type, mode(value)]));
  return (workflowType) => byType.get(workflowType) ?? byType.get('default') ?? 'enforce';
}

function typesOrAll(
  option: string,
  value: boolean | Iterable<string> | undefined,
): (type: string) => boolean {
  if (value === undefined || typeof value === 'boolean') return () => value === true;
  const types = names(option, value);
  return (type) => types.has(type);
}
