import type { Evaluator } from '@openbox/core-client/contract';
import type { WorkflowSpanProcessor } from '@openbox/spans';
import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import type { NexusInterceptorsFactory } from '@temporalio/worker';
import { SESSION_HEADER, toSessionId } from '../common/multi-agent-session';
import { resolveGovernanceConfig } from './governance-config';
import type { GovernanceOptions } from './governance-config';
import { guardEvaluator } from './guarded-evaluator';
import { inSession } from './in-session';
import { nexusGovernedType } from './nexus-identity';
import { NexusGovernance } from './nexus-governance';
import { RunTerminations } from './run-terminations';

export interface NexusInterceptorOptions {
  /** Who decides: a `CoreClient`, or any other evaluator. */
  core: Evaluator;
  /** Collects what an operation does. One per worker. */
  spans: WorkflowSpanProcessor;
  /** Queue of the worker, as events name it. */
  taskQueue: string;
  logger: Logger;
  /** How verdicts are asked for and enforced. @defaultValue the environment, then the defaults of {@link GovernanceOptions} */
  config?: GovernanceOptions;
  /** Client that ends halted runs. @defaultValue none: a halt only refuses the operation */
  client?: () => Client | undefined;
}

/**
 * The interceptor that governs every Nexus operation that a worker handles, for `interceptors.nexus`: as an activity of
 * the run that called it, of type `service.operation`. Put it last.
 *
 * A handler cannot wait for a human, who may take longer than Nexus allows: `require_approval` is a block. Let the
 * operation start a workflow where a human has to decide.
 *
 * @param terminations - ends the halted runs of the worker; shared among its parts by the plugin, not needed by hand.
 */
export function createNexusInterceptor(
  options: NexusInterceptorOptions,
  terminations = new RunTerminations(),
): NexusInterceptorsFactory {
  const config = resolveGovernanceConfig(options.config);
  const evaluator = guardEvaluator(options.core, config);
  return () => ({
    inbound: {
      async startOperation(input, next) {
        const name = `${input.ctx.service}.${input.ctx.operation}`;
        const governedType = nexusGovernedType(input.ctx, options.client?.()?.options.namespace);
        const skipped =
          config.skipActivityTypes.has(name) ||
          config.skipWorkflowTypes.has(governedType) ||
          config.enforcementOf(governedType) === 'off';
        if (skipped) return next(input);
        const session = toSessionId(input.ctx.headers[SESSION_HEADER]);
        const observes = config.enforcementOf(governedType) === 'observe';
        const parts = {
          ...options,
          config,
          evaluator: inSession(evaluator, session),
          terminations,
          observes,
        };
        const governance = new NexusGovernance(input.ctx, parts);
        return governance.run(input.input, async (given) => next({ ...input, input: given }));
      },
    },
  });
}
