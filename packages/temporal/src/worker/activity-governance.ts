import { redactInput, redactOutput, Verdict } from '@openbox/core-client/contract';
import type { GovernanceEvent, GovernanceVerdict, JsonValue } from '@openbox/core-client/contract';
import type { ActivityScope, WorkflowSpanProcessor } from '@openbox/spans';
import { CompleteAsyncError } from '@temporalio/activity';
import type { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import type { ApprovalMark } from '../common/approval-mark';
import { toFailure } from '../common/governance-failure';
import { OBSERVED } from '../common/observed';
import type { Refusal } from '../common/governance-activity';
import { keepOutput, restoreOutput } from '../common/kept-output';
import { stopRefusal } from '../common/refusal';
import { actionDigest } from './action-digest';
import { ActivityApproval } from './activity-approval';
import { createActivityEvents } from './activity-events';
import type { ActivityOutcome } from './activity-events';
import { activityIdentity } from './activity-identity';
import { enforcementOf } from './enforcement';
import type { GovernanceConfig } from './governance-config';
import type { GuardedEvaluator } from './guarded-evaluator';
import { HeartbeatDetails } from './heartbeat-details';
import { OperationGovernance } from './operation-governance';
import { reportConstraint } from './report-constraint';
import { terminateRun } from './terminate-run';

/** What governs the activities of one worker. */
export interface ActivityGovernanceParts {
  readonly evaluator: GuardedEvaluator;
  readonly spans: WorkflowSpanProcessor;
  readonly config: GovernanceConfig;
  /** Client that ends halted runs. */
  readonly client: () => Client | undefined;
}

/** The activity's own code, with the arguments that it shall have. */
type Body = (args: unknown[]) => Promise<unknown>;

/** How the body ended: with a value or with whatever it threw. */
type BodyEnd =
  { readonly threw: false; readonly output: unknown } | { readonly threw: true; readonly error: unknown };

/** What is known of a body that has ended, whichever way. */
type BodyFacts = Pick<ActivityOutcome, 'startTimeMs' | 'durationMs' | 'spans'>;

/**
 * Governs one attempt of one activity: asks for approval that is outstanding, judges the input, runs the body in its
 * scope, judges what it did and its result. Holds nothing beyond the attempt.
 */
export class ActivityGovernance {
  readonly #identity;
  readonly #events;
  readonly #approval: ActivityApproval;
  readonly #heartbeat: HeartbeatDetails;
  /** Evaluate and record, but refuse, redact and hold nothing. */
  readonly #observe: boolean;

  constructor(
    private readonly context: Context,
    private readonly parts: ActivityGovernanceParts,
    private readonly handedOver: ApprovalMark | undefined,
  ) {
    this.#identity = activityIdentity(context.info);
    this.#observe = parts.config.enforcementOf(this.#identity.workflowType) === 'observe';
    this.#events = createActivityEvents(this.#identity, this.#observe ? OBSERVED : {});
    this.#heartbeat = new HeartbeatDetails(context);
    this.#approval = new ActivityApproval(context, this.#identity, parts, this.#heartbeat);
  }

  /** Run the body under governance. Resolves and rejects exactly as the body does, unless a verdict says otherwise. */
  async run(originalArgs: unknown[], body: Body): Promise<unknown> {
    const waited = await this.#approval.resume(this.handedOver);
    if (waited?.phase === 'output') return restoreOutput(waited.output);

    const args = await this.#judgeInput(originalArgs);
    // Copied before the body runs, which may change the objects it was given.
    const input = this.#events.toInput(args);
    const operations = this.#operationGovernance(args);
    const scope = this.parts.spans.startActivity(this.#identity, { gate: operations });
    operations?.attach(scope);
    const startTimeMs = Date.now();
    const startedAt = performance.now();
    const end = await this.#runBody(scope, body, args);
    const durationMs = performance.now() - startedAt;
    if (operations !== undefined) await this.#heartbeat.keepAliveWhile(operations.settled());
    this.#warnOfDroppedReports(operations?.droppedReports ?? 0);
    const spans = scope.finish();
    // With operations governed, each span has gone out with its evaluation: nothing is reported twice.
    const facts = { startTimeMs, durationMs, spans: operations === undefined ? spans : [] };
    const refused = await this.#judgeOperations(scope, operations, end);
    return this.#judgeEnd(input, refused ?? end, facts);
  }

  async #runBody(scope: ActivityScope, body: Body, args: unknown[]): Promise<BodyEnd> {
    try {
      return { threw: false, output: await this.parts.spans.runActivity(scope, () => body(args)) };
    } catch (error) {
      return { threw: true, error };
    }
  }

  #operationGovernance(args: readonly unknown[]): OperationGovernance | undefined {
    if (!this.parts.config.governsOperations(this.#identity.activityType)) return undefined;
    return new OperationGovernance({
      evaluate: (event) => this.#evaluate(event, this.context.cancellationSignal),
      evaluateSync: this.parts.evaluator.evaluateSync,
      envelope: this.#events.started(args),
      onConstrain: (verdict, event) => {
        reportConstraint(verdict, event, this.parts.config, this.context.log);
      },
      approvedDigests: this.#approval.granted,
      approvals: this.#approval.policy,
      observe: this.#observe,
    });
  }

  async #judgeInput(args: unknown[]): Promise<unknown[]> {
    if (!this.parts.config.sendActivityStartEvent) return args;
    const event = this.#events.started(args);
    const verdict = await this.#evaluate(event, this.context.cancellationSignal);
    if (this.#observe) return args;
    const redacted = redactInput(args, verdict.guardrails);
    this.#warn(redacted.warnings);
    await this.#enforce(verdict, event, 'input', redacted.args);
    return redacted.args;
  }

  /**
   * A refusal of an operation ends the attempt, whatever the body made of it.
   *
   * @returns how the attempt ends instead, or `undefined` where no operation was refused.
   */
  async #judgeOperations(
    scope: ActivityScope,
    operations: OperationGovernance | undefined,
    end: BodyEnd,
  ): Promise<BodyEnd | undefined> {
    const verdict = scope.stopVerdict;
    if (verdict === undefined || this.#observe) return undefined;
    const { errorTypes } = this.parts.config;
    const enforcement = enforcementOf(verdict, { errorTypes, side: 'input', level: 'activity' });
    if (enforcement.kind === 'approval') {
      await this.#approval.require(verdict, { phase: 'operation', digest: operations?.approvalDigest ?? '' });
      return undefined;
    }
    if (enforcement.kind === 'halt') await this.#terminate(enforcement.refusal);
    const refusal =
      enforcement.kind === 'halt' || enforcement.kind === 'refuse' ? enforcement.refusal : undefined;
    if (refusal === undefined) return undefined;
    return { threw: true, error: toFailure(refusal, end.threw ? end.error : undefined) };
  }

  async #judgeEnd(input: JsonValue[], end: BodyEnd, facts: BodyFacts): Promise<unknown> {
    const completesAsync = end.threw && end.error instanceof CompleteAsyncError;
    const cancelled = end.threw && this.#isCancelled(end.error);
    const failed = end.threw && !completesAsync;
    const event = this.#events.completed(input, {
      ...facts,
      status: cancelled ? 'cancelled' : failed ? 'failed' : 'completed',
      ...(end.threw ? { error: end.error } : { output: end.output }),
      completesAsync,
    });
    // Not the activity's own signal: a cancelled attempt still reports its end.
    const verdict = await this.#evaluate(event, undefined);
    if (end.threw) {
      if (!this.#observe) await this.#enforceOnError(verdict, end.error, cancelled);
      throw end.error;
    }
    if (this.#observe) return end.output;
    const redacted = redactOutput(end.output, verdict.guardrails);
    this.#warn(redacted.warnings);
    await this.#enforce(verdict, event, 'output', redacted.output);
    return redacted.output;
  }

  /** @param judged - the arguments or the result that the verdict lets pass. */
  async #enforce(
    verdict: GovernanceVerdict,
    event: GovernanceEvent,
    side: 'input' | 'output',
    judged: unknown,
  ): Promise<void> {
    const { config } = this.parts;
    const enforcement = enforcementOf(verdict, { errorTypes: config.errorTypes, side, level: 'activity' });
    switch (enforcement.kind) {
      case 'halt':
        await this.#terminate(enforcement.refusal);
        throw toFailure(enforcement.refusal);
      case 'refuse':
        throw toFailure(enforcement.refusal);
      case 'approval': {
        const target = this.#identity.activityType;
        const digest = actionDigest({ type: `activity_${side}`, target, input: judged });
        const request =
          side === 'output' ? { phase: side, digest, output: keepOutput(judged) } : { phase: side, digest };
        await this.#approval.require(verdict, request);
        break;
      }
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
    const stopped = verdict.verdict === Verdict.HALT || verdict.verdict === Verdict.BLOCK;
    if (stopped && !cancelled) throw toFailure(stopRefusal(verdict, errorTypes), error);
  }

  async #evaluate(event: GovernanceEvent, signal: AbortSignal | undefined): Promise<GovernanceVerdict> {
    const verdict = this.parts.evaluator.evaluate(event, signal === undefined ? {} : { signal });
    try {
      return await this.#heartbeat.keepAliveWhile(verdict);
    } catch (error) {
      // Only an aborted signal rejects: the activity is being cancelled, and ends as Temporal's own code would end it.
      throw error instanceof CancelledFailure
        ? error
        : new CancelledFailure('Activity cancelled while waiting for a verdict');
    }
  }

  #warnOfDroppedReports(count: number): void {
    if (count > 0)
      this.#warn([`Core could not keep up: ${String(count)} operations were not reported afterwards`]);
  }

  #warn(warnings: readonly string[]): void {
    for (const warning of warnings) this.context.log.warn(warning);
  }

  #isCancelled(error: unknown): boolean {
    if (!this.context.cancellationSignal.aborted) return false;
    return error instanceof CancelledFailure || (error instanceof Error && error.name === 'AbortError');
  }

  #terminate(refusal: Refusal): Promise<boolean> {
    const { info, log } = this.context;
    if (info.workflowExecution === undefined) return Promise.resolve(false);
    const ended = terminateRun(info.workflowExecution, refusal, this.parts.client, log);
    // A local activity runs within the workflow task, which has to be over first.
    return info.isLocal ? Promise.resolve(true) : ended;
  }
}
