import { redactInput, redactOutput } from '@openbox/core-client/contract';
import type { GovernanceEvent, GovernanceVerdict, JsonValue } from '@openbox/core-client/contract';
import type { ActivityScope, WorkflowSpanProcessor } from '@openbox/spans';
import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/common';
import type { NexusStartOperationOutput } from '@temporalio/worker';
import type { Refusal } from '../common/governance-activity';
import { toFailure } from '../common/governance-failure';
import { OBSERVED } from '../common/observed';
import { stopRefusal } from '../common/refusal';
import { actionDigest } from './action-digest';
import { createActivityEvents } from './activity-events';
import type { ActivityOutcome } from './activity-events';
import { enforcementOf } from './enforcement';
import type { Enforcement } from './enforcement';
import type { GovernanceConfig } from './governance-config';
import type { GuardedEvaluator } from './guarded-evaluator';
import { nexusCaller, nexusIdentity } from './nexus-identity';
import type { NexusStart } from './nexus-identity';
import { OperationGovernance } from './operation-governance';
import { reportConstraint } from './report-constraint';
import type { RunTerminations } from './run-terminations';
import { unapprovable } from './unapprovable';

interface NexusGovernanceParts {
  readonly evaluator: GuardedEvaluator;
  readonly spans: WorkflowSpanProcessor;
  readonly config: GovernanceConfig;
  readonly taskQueue: string;
  readonly logger: Logger;
  readonly client?: () => Client | undefined;
  readonly terminations: RunTerminations;
  /** Evaluate and record, but enforce nothing. */
  readonly observes: boolean;
}

/** What is known of a handler that has ended. */
type EndFacts = Pick<ActivityOutcome, 'startTimeMs' | 'durationMs' | 'spans'>;

type Stop = Extract<Enforcement, { readonly kind: 'halt' | 'refuse' }>;

const CANNOT_WAIT = 'approval is required, which a Nexus operation cannot wait for';

type Handler = (input: unknown) => Promise<NexusStartOperationOutput>;

/** Governs one start of one Nexus operation: judges its input, what it does, and its result. */
export class NexusGovernance {
  readonly #identity;
  readonly #events;
  readonly #observe: boolean;

  constructor(
    private readonly start: NexusStart & { readonly abortSignal: AbortSignal },
    private readonly parts: NexusGovernanceParts,
  ) {
    this.#identity = nexusIdentity(start, parts.taskQueue);
    this.#observe = parts.observes;
    const kind = { kind: 'nexus_operation', service: start.service, operation: start.operation };
    this.#events = createActivityEvents(this.#identity, { ...kind, ...(this.#observe && OBSERVED) });
  }

  /** Run the handler under governance. @throws ApplicationFailure, not to be retried, where a verdict refuses it. */
  async run(original: unknown, handler: Handler): Promise<NexusStartOperationOutput> {
    const given = await this.#judgeInput(original);
    const reported = this.#events.toInput([given]);
    const operations = this.#operationGovernance(reported);
    const scope = this.parts.spans.startActivity(this.#identity, { gate: operations });
    operations?.attach(scope);
    const startTimeMs = Date.now();
    const startedAt = performance.now();
    const facts = async () => {
      const durationMs = performance.now() - startedAt;
      const spans = operations === undefined ? scope.finish() : await operations.finish();
      return { startTimeMs, durationMs, spans: operations === undefined ? spans : [] };
    };
    let output: NexusStartOperationOutput;
    try {
      output = await this.parts.spans.runActivity(scope, () => handler(given));
    } catch (error) {
      const event = this.#events.completed(reported, { ...(await facts()), status: 'failed', error });
      const verdict = await this.#evaluate(event);
      await this.#enforceStop(scope.stopVerdict, error);
      await this.#enforceStop(verdict, error);
      throw error;
    }
    return this.#judgeEnd(output, reported, await facts(), scope);
  }

  async #judgeEnd(
    output: NexusStartOperationOutput,
    input: JsonValue[],
    facts: EndFacts,
    scope: ActivityScope,
  ): Promise<NexusStartOperationOutput> {
    const { result } = output;
    const valueDigest = (): string =>
      actionDigest({
        type: 'nexus_output',
        target: this.#identity.activityType,
        input: result.isAsync ? null : result.value,
      });
    const judged = valueDigest();
    const event = this.#events.completed(input, {
      ...facts,
      status: 'completed',
      output: result.isAsync ? null : result.value,
      completesAsync: result.isAsync,
    });
    const verdict = await this.#evaluate(event);
    await this.#enforceStop(scope.stopVerdict, undefined);
    if (this.#observe) return output;
    // What the handler left running may have changed the result meanwhile: nothing goes on that was not judged.
    if (valueDigest() !== judged) return this.#judgeEnd(output, input, facts, scope);
    await this.#enforce(verdict, event, 'output');
    if (result.isAsync) return output;
    const redacted = redactOutput(result.value, verdict.guardrails);
    for (const warning of redacted.warnings) this.parts.logger.warn(warning);
    return redacted.applied ? { ...output, result: { ...result, value: redacted.output } } : output;
  }

  async #judgeInput(original: unknown): Promise<unknown> {
    if (!this.parts.config.sendActivityStartEvent) return original;
    const event = this.#events.started(this.#events.toInput([original]));
    const verdict = await this.#evaluate(event);
    if (this.#observe) return original;
    const redacted = redactInput([original], verdict.guardrails);
    for (const warning of redacted.warnings) this.parts.logger.warn(warning);
    await this.#enforce(verdict, event, 'input');
    return redacted.args[0];
  }

  #operationGovernance(input: readonly JsonValue[]): OperationGovernance | undefined {
    if (!this.parts.config.governsOperations(this.#identity.activityType)) return undefined;
    return new OperationGovernance({
      evaluate: (event) => this.#evaluate(event),
      evaluateSync: this.parts.evaluator.evaluateSync,
      envelope: this.#events.started(input),
      onConstrain: (verdict, event) => {
        reportConstraint(verdict, event, this.parts.config, this.parts.logger);
      },
      approvedDigests: [],
      approvals: this.#skipsApproval ? 'skip' : { blockedBecause: CANNOT_WAIT },
      observe: this.#observe,
      onUngoverned: (message) => {
        this.parts.logger.warn(message);
      },
    });
  }

  get #skipsApproval(): boolean {
    return this.parts.config.skipHitlActivityTypes.has(this.#identity.activityType);
  }

  #evaluate(event: GovernanceEvent): Promise<GovernanceVerdict> {
    return this.parts.evaluator.evaluate(event, { signal: this.start.abortSignal });
  }

  /** A refused operation within the handler refuses the whole, whatever the handler made of it. */
  async #enforceStop(verdict: GovernanceVerdict | undefined, cause: unknown): Promise<void> {
    if (verdict === undefined || this.#observe) return;
    const { errorTypes } = this.parts.config;
    const enforcement = enforcementOf(verdict, { errorTypes, side: 'input', level: 'activity' });
    if (enforcement.kind === 'halt' || enforcement.kind === 'refuse') await this.#refuse(enforcement, cause);
  }

  async #enforce(
    verdict: GovernanceVerdict,
    event: GovernanceEvent,
    side: 'input' | 'output',
  ): Promise<void> {
    const { config, logger } = this.parts;
    const { errorTypes } = config;
    const enforcement = enforcementOf(verdict, { errorTypes, side, level: 'activity' });
    switch (enforcement.kind) {
      case 'halt':
      case 'refuse':
        return this.#refuse(enforcement, undefined);
      case 'approval':
        if (!this.#skipsApproval)
          throw toFailure(stopRefusal(unapprovable(verdict, CANNOT_WAIT), errorTypes));
        break;
      case 'constrain':
        reportConstraint(verdict, event, config, logger);
        break;
      case 'allow':
        break;
    }
  }

  async #refuse({ kind, refusal }: Stop, cause: unknown): Promise<never> {
    if (kind === 'halt') await this.#terminate(refusal);
    throw toFailure(refusal, cause);
  }

  /** Only a run of our own namespace can be ended from here. */
  async #terminate(refusal: Refusal): Promise<void> {
    const caller = nexusCaller(this.start);
    const client = this.parts.client?.();
    if (caller === undefined || client?.options.namespace !== caller.namespace) return;
    await this.parts.terminations.end(caller, refusal, () => client, this.parts.logger);
  }
}
