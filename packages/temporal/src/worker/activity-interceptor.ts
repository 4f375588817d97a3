import type { Evaluator } from '@openbox/core-client/contract';
import type { WorkflowSpanProcessor } from '@openbox/spans';
import type { Client } from '@temporalio/client';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { readApprovalHeader } from '../common/approval-header';
import { sessionOf } from '../common/multi-agent-session';
import { ActivityGovernance } from './activity-governance';
import { ActivityDescriber } from './agents/activity-describer';
import { described } from './agents/described';
import { withHeldStream } from './agents/with-held-stream';
import { resolveGovernanceConfig } from './governance-config';
import type { GovernanceOptions } from './governance-config';
import { guardEvaluator } from './guarded-evaluator';
import { inSession } from './in-session';

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

/**
 * The interceptor that governs every activity of a worker, for `interceptors.activity`.
 *
 * Put it last: it then judges exactly what the activity is run with, and other interceptors see what was made of it.
 */
export function createActivityInterceptor(options: ActivityInterceptorOptions): ActivityInterceptorsFactory {
  const config = resolveGovernanceConfig(options.config);
  const evaluator = guardEvaluator(options.core, config);
  const describer = new ActivityDescriber({
    describeActivity: config.describeActivity,
    holdsStream: (activityType) => config.holdStreams.has(activityType),
  });
  return (context) => ({
    inbound: {
      async execute(input, next) {
        const { activityType, workflowType } = context.info;
        const skipped =
          config.skipActivityTypes.has(activityType) ||
          config.skipWorkflowTypes.has(workflowType ?? '') ||
          config.enforcementOf(workflowType ?? '') === 'off';
        if (skipped) return next(input);
        const client = (): Client | undefined => options.client?.() ?? context.client;
        const session = sessionOf(input.headers);
        const parts = {
          evaluator: inSession(described(evaluator, describer.for(context)), session),
          spans: options.spans,
          config,
          client,
        };
        const governance = new ActivityGovernance(context, parts, readApprovalHeader(input.headers));
        const govern = (body: (args: unknown[]) => Promise<unknown>): Promise<unknown> =>
          governance.run(input.args, body);
        const body = async (args: unknown[]): Promise<unknown> => next({ ...input, args });
        const observed = config.enforcementOf(workflowType ?? '') === 'observe';
        const holds = config.holdStreams.has(activityType) && !observed;
        return holds ? withHeldStream(context, govern, body) : govern(body);
      },
    },
  });
}
