import { GovernanceEventType } from '@openbox/core-client/contract';
import type { Evaluator, GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { OBSERVED } from '../common/observed';
import { stopRefusal } from '../common/refusal';
import { GOVERNANCE_ACTIVITY } from '../common/governance-activity';
import type {
  GovernanceActivityInput,
  GovernanceActivityResult,
  Refusal,
  RunSettings,
} from '../common/governance-activity';
import { awaitApproval } from './await-approval';
import { enforcementOf } from './enforcement';
import { resolveGovernanceConfig } from './governance-config';
import type { GovernanceConfig, GovernanceOptions } from './governance-config';
import { guardEvaluator } from './guarded-evaluator';
import type { GuardedEvaluator } from './guarded-evaluator';
import { reportConstraint } from './report-constraint';
import { terminateRun } from './terminate-run';

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

/**
 * Make the governance activity, for a worker that is composed by hand: spread it into `activities`.
 *
 * It asks `core` for the verdict on one workflow-level event and says what the workflow has to do. It never fails
 * because of Core: what cannot be asked is answered by the API-error policy.
 *
 * @param decorate - stands between the activity and `core`, for verdicts that were asked for before.
 */
export function createGovernanceActivities(
  core: Evaluator,
  options: GovernanceActivitiesOptions = {},
  decorate: (evaluator: GuardedEvaluator) => GuardedEvaluator = (evaluator) => evaluator,
): GovernanceActivities {
  const config = resolveGovernanceConfig(options.config);
  const guarded = decorate(guardEvaluator(core, config));
  return {
    async [GOVERNANCE_ACTIVITY](input) {
      const context = Context.current();
      if ('approval' in input)
        return { outcome: await awaitApproval(input.approval, guarded, config, context) };
      const { event } = input;
      const started = event.event_type === GovernanceEventType.WORKFLOW_STARTED;
      const settings = started ? runSettings(event, config) : undefined;
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
          const client = options.client ?? (() => context.client);
          const run = { workflowId: event.workflow_id, runId: event.run_id };
          const terminated = await terminateRun(run, enforcement.refusal, client, context.log);
          return { ...answer, refusal: enforcement.refusal, ...(terminated && { terminated }) };
        }
        case 'refuse':
          return { ...answer, refusal: enforcement.refusal };
        case 'approval':
          return { ...answer, refusal: approvalRefusal(verdict, config) };
        case 'constrain':
          reportConstraint(verdict, event, config, context.log);
          return answer;
        case 'allow':
          return answer;
      }
    },
  };
}

function runSettings(event: GovernanceEvent, config: GovernanceConfig): RunSettings {
  return {
    governed:
      config.enforcementOf(event.workflow_type) !== 'off' &&
      !config.skipWorkflowTypes.has(event.workflow_type),
    skipSignals: config.skipSignals,
    governanceTimeoutMs: config.governanceTimeoutMs,
    onApiError: config.onApiError,
  };
}

function sideOf(event: GovernanceEvent): 'input' | 'output' {
  return event.event_type === GovernanceEventType.WORKFLOW_COMPLETED ? 'output' : 'input';
}

/** A workflow-level step cannot wait for a human: it is refused, as approvals that are switched off are. */
function approvalRefusal(verdict: GovernanceVerdict, config: GovernanceConfig): Refusal {
  const reason = `approval is required, which a workflow-level event cannot wait for${
    verdict.reason === undefined ? '' : `: ${verdict.reason}`
  }`;
  return stopRefusal({ ...verdict, verdict: 'block', reason }, config.errorTypes);
}
