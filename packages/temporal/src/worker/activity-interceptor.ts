import type { Evaluator } from '@openbox/core-client/contract';
import type { WorkflowSpanProcessor } from '@openbox/spans';
import type { Client } from '@temporalio/client';
import type { Context } from '@temporalio/activity';
import type {
  ActivityExecuteInput,
  ActivityInboundCallsInterceptor,
  ActivityInterceptorsFactory,
  Next as NextOf,
} from '@temporalio/worker';
import { readApprovalHeader } from '../common/approval-header';
import { sessionOf } from '../common/multi-agent-session';
import { ActivityGovernance } from './activity-governance';
import { ActivityDescriber } from './agents/activity-describer';
import { described } from './agents/described';
import { withHeldStream } from './agents/with-held-stream';
import { resolveGovernanceConfig } from './governance-config';
import type { GovernanceOptions } from './governance-config';
import { guardEvaluator } from './guarded-evaluator';
import { HeartbeatDetails } from './heartbeat-details';
import { inSession } from './in-session';
import { RunTerminations } from './run-terminations';
import { takeCarriedDetails } from './take-carried-details';

export interface ActivityInterceptorOptions {
  /** Who decides: a `CoreClient`, or any other evaluator. */
  core: Evaluator;
  /** Collects what an activity does. One per worker. */
  spans: WorkflowSpanProcessor;
  /** How verdicts are asked for and enforced. @defaultValue the environment, then the defaults of {@link GovernanceOptions} */
  config?: GovernanceOptions;
  /** Client that ends halted runs. @defaultValue the client of the activity's own context */
  client?: () => Client | undefined;
}

type Next = NextOf<ActivityInboundCallsInterceptor, 'execute'>;

/**
 * The interceptor that governs every activity of a worker, for `interceptors.activity`.
 *
 * Put it last: it then judges exactly what the activity is run with, and other interceptors see what was made of it.
 *
 * @param terminations - ends the halted runs of the worker; shared among its parts by the plugin, not needed by hand.
 */
export function createActivityInterceptor(
  options: ActivityInterceptorOptions,
  terminations = new RunTerminations(),
): ActivityInterceptorsFactory {
  const config = resolveGovernanceConfig(options.config);
  const evaluator = guardEvaluator(options.core, config);
  const describer = new ActivityDescriber({
    describeActivity: config.describeActivity,
    holdsStream: (activityType) => config.holdStreams.has(activityType),
  });
  const execute = (
    context: Context,
    heartbeat: HeartbeatDetails,
    scheduled: ActivityExecuteInput,
    next: Next,
  ): Promise<unknown> => {
    const input = takeCarriedDetails(heartbeat, scheduled);
    const { activityType, workflowType } = context.info;
    const enforcement = config.enforcementOf(workflowType ?? '');
    const skipped =
      config.skipActivityTypes.has(activityType) ||
      config.skipWorkflowTypes.has(workflowType ?? '') ||
      enforcement === 'off';
    if (skipped) {
      heartbeat.forget();
      return next(input);
    }
    const client = (): Client | undefined => options.client?.() ?? context.client;
    const session = sessionOf(input.headers);
    const parts = {
      evaluator: inSession(described(evaluator, describer.for(context)), session),
      spans: options.spans,
      config,
      client,
      terminations,
    };
    const governance = new ActivityGovernance(context, parts, heartbeat, {
      ...readApprovalHeader(input.headers),
      args: input.args,
    });
    const govern = (body: (args: unknown[]) => Promise<unknown>): Promise<unknown> =>
      governance.run(input.args, body);
    const body = async (args: unknown[]): Promise<unknown> => next({ ...input, args });
    const holds = config.holdStreams.has(activityType) && enforcement !== 'observe';
    return holds ? withHeldStream(context, govern, body) : govern(body);
  };
  return (context) => {
    // Here already, so that interceptors around this one find the activity's own details.
    const heartbeat = HeartbeatDetails.of(context);
    return {
      inbound: {
        async execute(input, next) {
          try {
            return await execute(context, heartbeat, input, next);
          } finally {
            const { isLocal, workflowExecution } = context.info;
            // A local activity is a part of the task that has to be over before the run ends.
            if (!isLocal) await terminations.ongoing(workflowExecution?.runId ?? '');
          }
        },
      },
    };
  };
}
