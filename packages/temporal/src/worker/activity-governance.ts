import { redactInput, redactOutput } from '@openbox/core-client/contract';
import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import type { ActivityScope, WorkflowSpanProcessor } from '@openbox/spans';
import { CompleteAsyncError } from '@temporalio/activity';
import type { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { toFailure } from '../common/governance-failure';
import type { Refusal } from '../common/governance-activity';
import { stopRefusal } from '../common/refusal';
import { createActivityEvents } from './activity-events';
import type { ActivityOutcome } from './activity-events';
import { activityIdentity } from './activity-identity';
import { ActivityApproval } from './activity-approval';
import { enforcementOf } from './enforcement';
import type { GovernanceConfig } from './governance-config';
import type { GuardedEvaluator } from './guarded-evaluator';
import { reportConstraint } from './report-constraint';
import { terminateRun } from './terminate-run';

/** What governs the activities of one worker. */
export interface ActivityGovernanceParts {
  readonly evaluator: GuardedEvaluator;
  readonly spans: WorkflowSpanProcessor;
  readonly config: GovernanceConfig;
  /** Client that ends halted runs where the activity's own cannot. */
  readonly client: () => Client | undefined;
}

/** The activity's own code, with the arguments that it shall have. */
type Body = (args: unknown[]) => Promise<unknown>;

/** How the body ended: with a value or with whatever it threw. */
type BodyEnd =
  { readonly threw: false; readonly output: unknown } | { readonly threw: true; readonly error: unknown };

/**
 * Governs one attempt of one activity: asks for approval that is outstanding, judges the input, runs the body in its
 * scope, judges the result. Holds nothing beyond the attempt.
 */
export class ActivityGovernance {
  readonly #identity;
  readonly #events;
  readonly #approval: ActivityApproval;

  constructor(
    private readonly context: Context,
    private readonly parts: ActivityGovernanceParts,
  ) {
    this.#identity = activityIdentity(context.info);
    this.#events = createActivityEvents(this.#identity);
    this.#approval = new ActivityApproval(context, this.#identity, parts);
  }

  /** Run the body under governance. Resolves and rejects exactly as the body does, unless a verdict says otherwise. */
  async run(originalArgs: unknown[], body: Body): Promise<unknown> {
    const waited = await this.#approval.resume();
    if (waited?.phase === 'output') return waited.output;

    const args = await this.#judgeInput(originalArgs);
    const scope = this.parts.spans.startActivity(this.#identity);
    const startTimeMs = Date.now();
    const startedAt = performance.now();
    const end = await this.#runBody(scope, body, args);
    const durationMs = performance.now() - startedAt;
    const spans = scope.finish();
    return this.#judgeEnd(args, end, { startTimeMs, durationMs, spans });
  }

  async #runBody(scope: ActivityScope, body: Body, args: unknown[]): Promise<BodyEnd> {
    try {
      return { threw: false, output: await this.parts.spans.runActivity(scope, () => body(args)) };
    } catch (error) {
      return { threw: true, error };
    }
  }

  async #judgeInput(args: unknown[]): Promise<unknown[]> {
    if (!this.parts.config.sendActivityStartEvent) return args;
    const event = this.#events.started(args);
    const verdict = await this.#evaluate(event, this.context.cancellationSignal);
    await this.#enforce(verdict, event, 'input');
    return this.#redacted(redactInput(args, verdict.guardrails), 'args');
  }

  async #judgeEnd(
    args: unknown[],
    end: BodyEnd,
    facts: Pick<ActivityOutcome, 'startTimeMs' | 'durationMs' | 'spans'>,
  ): Promise<unknown> {
    const completesAsync = end.threw && end.error instanceof CompleteAsyncError;
    const cancelled = end.threw && this.#isCancelled(end.error);
    const failed = end.threw && !completesAsync;
    const event = this.#events.completed(args, {
      ...facts,
      status: cancelled ? 'cancelled' : failed ? 'failed' : 'completed',
      ...(end.threw ? { error: end.error } : { output: end.output }),
      completesAsync,
    });
    // Not the activity's own signal: a cancelled attempt still reports its end.
    const verdict = await this.#evaluate(event, undefined);
    if (end.threw) {
      await this.#enforceOnError(verdict, end.error, cancelled);
      throw end.error;
    }
    const redacted = this.#redacted(redactOutput(end.output, verdict.guardrails), 'output');
    await this.#enforce(verdict, event, 'output', redacted);
    return redacted;
  }

  async #enforce(
    verdict: GovernanceVerdict,
    event: GovernanceEvent,
    side: 'input' | 'output',
    output?: unknown,
  ): Promise<void> {
    const { config } = this.parts;
    const enforcement = enforcementOf(verdict, { errorTypes: config.errorTypes, side, level: 'activity' });
    switch (enforcement.kind) {
      case 'halt':
        await this.#terminate(enforcement.refusal);
        throw toFailure(enforcement.refusal);
      case 'refuse':
        throw toFailure(enforcement.refusal);
      case 'approval':
        await this.#approval.require(verdict, side, output);
        break;
      case 'constrain':
        reportConstraint(verdict, event, config, this.context.log);
        break;
      case 'allow':
        break;
    }
  }

  /** An attempt that failed by itself keeps its error, unless the verdict is a stop; a cancelled one always keeps it. */
  async #enforceOnError(verdict: GovernanceVerdict, error: unknown, cancelled: boolean): Promise<void> {
    const { errorTypes } = this.parts.config;
    const enforcement = enforcementOf(verdict, { errorTypes, side: 'output', level: 'activity' });
    if (enforcement.kind === 'halt') await this.#terminate(enforcement.refusal);
    const stopped = verdict.verdict === 'halt' || verdict.verdict === 'block';
    if (stopped && !cancelled) throw toFailure(stopRefusal(verdict, errorTypes), error);
  }

  async #evaluate(event: GovernanceEvent, signal: AbortSignal | undefined): Promise<GovernanceVerdict> {
    try {
      return await this.parts.evaluator.evaluate(event, signal === undefined ? {} : { signal });
    } catch (error) {
      // Only an aborted signal rejects: the activity is being cancelled, and ends as Temporal's own code would end it.
      throw error instanceof CancelledFailure
        ? error
        : new CancelledFailure('Activity cancelled while waiting for a verdict');
    }
  }

  #redacted<K extends 'args' | 'output', R extends { warnings: readonly string[] } & Record<K, unknown>>(
    result: R,
    key: K,
  ): R[K] {
    for (const warning of result.warnings) this.context.log.warn(warning);
    return result[key];
  }

  #isCancelled(error: unknown): boolean {
    if (!this.context.cancellationSignal.aborted) return false;
    return error instanceof CancelledFailure || (error instanceof Error && error.name === 'AbortError');
  }

  #terminate(refusal: Refusal): Promise<boolean> {
    const { info, log } = this.context;
    if (info.workflowExecution === undefined) return Promise.resolve(false);
    return terminateRun(info.workflowExecution, refusal, this.parts.client, log);
  }
}
