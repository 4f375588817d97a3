import { GovernanceEventType, GovernanceFailureType, toJsonValue } from '@openbox/core-client/contract';
import type { Evaluator, GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import { Context } from '@temporalio/activity';
import type { Info } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { OBSERVED } from '../common/observed';
import { stopRefusal } from '../common/refusal';
import { EDITION, GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type {
  ApprovalWait,
  GovernanceActivityInput,
  GovernanceActivityResult,
  Refusal,
  RunSettings,
} from '../common/governance-activity';
import { wakeActivities } from '../client/wake-activities';
import { ASKED_KEY } from '../common/marked-details';
import type { AskedDetails } from '../common/marked-details';
import { awaitApproval } from './await-approval';
import { enforcementOf } from './enforcement';
import { resolveGovernanceConfig } from './governance-config';
import type { GovernanceConfig, GovernanceOptions } from './governance-config';
import { guardEvaluator } from './guarded-evaluator';
import type { GuardedEvaluator } from './guarded-evaluator';
import { HeartbeatDetails } from './heartbeat-details';
import { reportConstraint } from './report-constraint';
import { toStartEvent } from './start-event';
import { RunTerminations } from './run-terminations';
import { unapprovable } from './unapprovable';

/** Within a workflow task activities are not looked at for longer: nothing else of the run goes on meanwhile. */
const MAX_LOOKS_MS = 2_000;

/** The activity that a worker needs to run governed workflows, under its reserved name. */
export type GovernanceActivities = Record<
  typeof GOVERNANCE_ACTIVITY,
  (input: GovernanceActivityInput) => Promise<GovernanceActivityResult>
>;

export interface GovernanceActivitiesOptions {
  /** How verdicts are asked for and enforced. @defaultValue the environment, then the defaults of {@link GovernanceOptions} */
  config?: GovernanceOptions;
  /** Client that ends halted runs. @defaultValue the client of the activity's own context */
  client?: () => Client | undefined;
}

/** What the parts of one worker share with its governance activity. */
export interface SharedGovernance {
  /** Stands between the activity and Core, for verdicts that were asked for before. */
  readonly decorate?: (evaluator: GuardedEvaluator) => GuardedEvaluator;
  readonly terminations?: RunTerminations;
  /** Whether the worker takes activities off its queue. @defaultValue `true` */
  readonly takesActivities?: boolean;
}

/**
 * Make the governance activity, for a worker that is composed by hand: spread it into `activities`.
 *
 * It asks `core` for the verdict on one workflow-level event and says what the workflow has to do. It never fails
 * because of Core: what cannot be asked is answered by the API-error policy.
 *
 * @param shared - what the plugin shares among the parts of a worker; not needed by hand.
 */
export function createGovernanceActivities(
  core: Evaluator,
  options: GovernanceActivitiesOptions = {},
  shared: SharedGovernance = {},
): GovernanceActivities {
  const config = resolveGovernanceConfig(options.config);
  const own = guardEvaluator(core, config);
  const guarded = shared.decorate?.(own) ?? own;
  const terminations = shared.terminations ?? new RunTerminations();
  const clientOf = (context: Context): Client | undefined =>
    options.client === undefined ? context.client : options.client();
  /** @returns whether the run will be ended; nothing can end it where there is no client. */
  const terminate = (refusal: Refusal): boolean => {
    const context = Context.current();
    const run = context.info.workflowExecution;
    const client = (): Client | undefined => clientOf(context);
    if (run === undefined || client() === undefined) return false;
    void terminations.end(run, refusal, client, context.log);
    return true;
  };
  return {
    async [GOVERNANCE_ACTIVITY](input) {
      const context = Context.current();
      if ('termination' in input) {
        const failed = terminations.takeFailure(context.info.workflowExecution?.runId ?? '');
        return { terminating: !failed && terminate(input.termination) };
      }
      if ('wake' in input) {
        await wakeRun(clientOf(context), context.info);
        return {};
      }
      if ('approval' in input) {
        // A wait from before the switch-off would have no end: nobody is asked any more.
        const enforcement = config.enforcementOf(context.info.workflowType ?? '');
        if (enforcement !== 'enforce')
          return { outcome: { state: 'approved', reason: `enforcement is ${enforcement}` } };
        const heartbeat = HeartbeatDetails.of(context);
        // Says what the run waits for where its workers cannot.
        const asked: AskedDetails = { [ASKED_KEY]: input.approval };
        if (!context.info.isLocal && context.info.heartbeatDetails === undefined) context.heartbeat(asked);
        try {
          const outcome = awaitApproval(input, { evaluator: guarded, config, terminations }, context);
          return { outcome: await heartbeat.keepAliveWhile(outcome) };
        } catch (error) {
          if (input.once === true && isPending(error)) return { undecided: true };
          throw error;
        }
      }
      const started = input.event.event_type === GovernanceEventType.WORKFLOW_STARTED;
      const event = started ? toStartEvent(input.event, config) : input.event;
      const settings = started ? runSettings(event, config, shared) : undefined;
      const answer = settings === undefined ? {} : { settings };
      const mode = config.enforcementOf(event.workflow_type);
      if (mode === 'off' || settings?.governed === false || (started && !config.sendStartEvent))
        return answer;

      const observed = mode === 'observe';
      const sent = observed ? { ...event, metadata: { ...event.metadata, ...OBSERVED } } : event;
      const verdict = await guarded.evaluate(sent, { signal: context.cancellationSignal });
      if (observed) return answer;
      const enforcement = enforcementOf(verdict, {
        errorTypes: config.errorTypes,
        side: sideOf(event),
        level: 'workflow',
      });
      switch (enforcement.kind) {
        case 'halt': {
          const { refusal } = enforcement;
          return { ...answer, refusal, ...(terminate(refusal) && { terminating: true }) };
        }
        case 'refuse':
          return { ...answer, refusal: enforcement.refusal };
        case 'approval':
          return { ...answer, ...redaction(input, verdict), ...approvalOf(verdict, event, config) };
        case 'constrain':
          reportConstraint(verdict, event, config, context.log);
          return { ...answer, ...redaction(input, verdict) };
        case 'allow':
          return { ...answer, ...redaction(input, verdict) };
      }
    },
  };
}

/** @throws Error where there is no client, or what Temporal's client throws. */
async function wakeRun(client: Client | undefined, { workflowExecution }: Info): Promise<void> {
  if (client === undefined) throw new Error('no Temporal client is available here');
  if (workflowExecution !== undefined) await wakeActivities(client, workflowExecution, MAX_LOOKS_MS);
}

function runSettings(
  event: GovernanceEvent,
  config: GovernanceConfig,
  { takesActivities = true }: SharedGovernance,
): RunSettings {
  return {
    governed:
      config.enforcementOf(event.workflow_type) !== 'off' &&
      !config.skipWorkflowTypes.has(event.workflow_type),
    skipSignals: config.skipSignals,
    governanceTimeoutMs: config.governanceTimeoutMs,
    onApiError: config.onApiError,
    stopsOnHalt: true,
    edition: EDITION,
    ...(config.approvalUrl !== undefined && { approvalUrl: config.approvalUrl }),
    ...(config.searchAttribute && { searchAttribute: true }),
    ...(config.maxPatchRestarts > 0 && { maxPatchRestarts: config.maxPatchRestarts }),
    ...(takesActivities
      ? { decisionsBy: 'activity' }
      : { decisionsBy: 'timer', decisionPollMs: config.hitlPollIntervalMs }),
  };
}

function redaction(
  { redactable }: { readonly redactable?: true },
  { guardrails }: GovernanceVerdict,
): Pick<GovernanceActivityResult, 'redactedInput'> {
  const redacted = guardrails?.inputType === 'activity_input' ? guardrails.redactedInput : undefined;
  if (redactable !== true || redacted === undefined || redacted === null) return {};
  return { redactedInput: toJsonValue(redacted) };
}

function sideOf(event: GovernanceEvent): 'input' | 'output' {
  return event.event_type === GovernanceEventType.WORKFLOW_COMPLETED ? 'output' : 'input';
}

/**
 * What `require_approval` leads to for an event of a workflow. A run that ends by itself is not held, whoever would have
 * to decide on it.
 */
function approvalOf(
  verdict: GovernanceVerdict,
  event: GovernanceEvent,
  config: GovernanceConfig,
): Pick<GovernanceActivityResult, 'approval' | 'refusal'> {
  const block = (why: string): Pick<GovernanceActivityResult, 'refusal'> => {
    const blocked = unapprovable(verdict, `approval is required, ${why}`);
    return { refusal: stopRefusal(blocked, config.errorTypes) };
  };
  if (event.event_type === GovernanceEventType.WORKFLOW_FAILED) return {};
  if (!config.hitlEnabled) return block('but approvals are switched off');
  const { approvalId, governanceEventId, policyId, reason = 'a human has to decide' } = verdict;
  // A workflow's own event has no activity id: Core finds its approval by the id that it gave it.
  const activityId = approvalId ?? governanceEventId;
  if (activityId === undefined) return block('but Core named no approval to wait for');
  const { workflow_id: workflowId, run_id: runId, event_type, signal_name } = event;
  const approval: ApprovalWait = {
    key: { workflowId, runId, activityId },
    activityType: signal_name === undefined ? event_type : `${event_type} ${signal_name}`,
    reason,
    requestedAtMs: Date.now(),
    ...(approvalId !== undefined && { approvalId }),
    ...(policyId !== undefined && { policyId }),
  };
  return { approval };
}

function isPending(error: unknown): boolean {
  return error instanceof ApplicationFailure && error.type === GovernanceFailureType.APPROVAL_PENDING;
}
