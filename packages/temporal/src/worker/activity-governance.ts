import { redactInput, redactOutput, toJsonValue, Verdict } from '@openbox/core-client/contract';
import type { GovernanceEvent, GovernanceVerdict, JsonValue } from '@openbox/core-client/contract';
import type { ActivityScope, WorkflowSpanProcessor } from '@openbox/spans';
import { CompleteAsyncError } from '@temporalio/activity';
import type { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { CancelledFailure } from '@temporalio/common';
import { toFailure } from '../common/governance-failure';
import { OBSERVED } from '../common/observed';
import type { Refusal } from '../common/governance-activity';
import { keepOutput, restoreOutput } from '../common/kept-output';
import { stopRefusal } from '../common/refusal';
import { actionDigest } from './action-digest';
import { ActivityApproval } from './activity-approval';
import type { ApprovalRequest, GrantedWait, Scheduled } from './activity-approval';
import { createActivityEvents } from './activity-events';
import type { ActivityOutcome } from './activity-events';
import { activityIdentity } from './activity-identity';
import { dataConverterOf } from './data-converter-of';
import { enforcementOf } from './enforcement';
import type { GovernanceConfig } from './governance-config';
import type { GuardedEvaluator } from './guarded-evaluator';
import type { HeartbeatDetails } from './heartbeat-details';
import { describeModification, modifyInput, modifyOutput } from './modification';
import type { Modification, ModifiedInputMetadata } from './modification';
import { OperationGovernance } from './operation-governance';
import { reportConstraint } from './report-constraint';
import type { RunTerminations } from './run-terminations';
import { TOO_LARGE, unapprovable } from './unapprovable';

/** What governs the activities of one worker. */
export interface ActivityGovernanceParts {
  readonly evaluator: GuardedEvaluator;
  readonly spans: WorkflowSpanProcessor;
  readonly config: GovernanceConfig;
  /** Client that ends halted runs. */
  readonly client: () => Client | undefined;
  readonly terminations: RunTerminations;
}

/** The activity's own code, with the arguments that it shall have. */
type Body = (args: unknown[]) => Promise<unknown>;

/** How the body ended: with a value or with whatever it threw. */
type BodyEnd =
  { readonly threw: false; readonly output: unknown } | { readonly threw: true; readonly error: unknown };

/** Describes what a human changed, against what an event carries. */
type DescribeModified = (input: readonly JsonValue[]) => ModifiedInputMetadata;

/** The arguments that the body runs with, and what events say of them. */
interface JudgedInput {
  readonly args: unknown[];
  readonly input: JsonValue[];
  readonly modified: DescribeModified | undefined;
}

type ExecutedInput = Omit<JudgedInput, 'args'> & { readonly isOriginal: boolean };

/** What a verdict is enforced on, and what an approval of it has to keep. */
interface Judged extends Pick<ApprovalRequest, 'sentDigest' | 'ran' | 'executedInput'> {
  readonly value: unknown;
}

/** What is known of a body that has ended, whichever way. */
interface BodyFacts extends Pick<ActivityOutcome, 'startTimeMs' | 'durationMs' | 'spans'> {
  /** The verdict on one of its operations that the result has to be approved for. */
  readonly held: GovernanceVerdict | undefined;
}

/**
 * Governs one attempt of one activity: asks for approval that is outstanding, judges the input, runs the body in its
 * scope, judges what it did and its result. Holds nothing beyond the attempt.
 */
export class ActivityGovernance {
  readonly #identity;
  readonly #events;
  readonly #approval: ActivityApproval;
  /** Evaluate and record, but refuse, redact and hold nothing. */
  readonly #observe: boolean;

  constructor(
    private readonly context: Context,
    private readonly parts: ActivityGovernanceParts,
    private readonly heartbeat: HeartbeatDetails,
    scheduled: Scheduled,
  ) {
    const { activityId } = scheduled.mark ?? {};
    // To Core a local activity that is scheduled again is the one that it has been asked about.
    this.#identity = { ...activityIdentity(context.info), ...(activityId !== undefined && { activityId }) };
    this.#observe = parts.config.enforcementOf(this.#identity.workflowType) === 'observe';
    this.#events = createActivityEvents(this.#identity, this.#observe ? OBSERVED : {});
    this.#approval = new ActivityApproval(context, this.#identity, parts, heartbeat, scheduled);
  }

  /** Run the body under governance. Resolves and rejects exactly as the body does, unless a verdict says otherwise. */
  async run(originalArgs: unknown[], body: Body): Promise<unknown> {
    const waited = await this.#approval.resume();
    if (waited?.mark.phase === 'output') return this.#release(waited, originalArgs);

    const { args, input, modified } = await this.#judgeInput(originalArgs, waited?.modification);
    const operations = this.#operationGovernance(input);
    const scope = this.parts.spans.startActivity(this.#identity, { gate: operations });
    operations?.attach(scope);
    const startTimeMs = Date.now();
    const startedAt = performance.now();
    const end = await this.#runBody(scope, body, args);
    const durationMs = performance.now() - startedAt;
    const leftMs = this.context.info.startToCloseTimeoutMs - durationMs;
    const spans =
      operations === undefined
        ? scope.finish()
        : await this.heartbeat.keepAliveWhile(operations.finish(leftMs * REPORTING_PART));
    this.#warnOfDroppedReports(operations?.droppedReports ?? 0);
    // With operations governed, each span has gone out with its evaluation: nothing is reported twice.
    const facts = { startTimeMs, durationMs, spans: operations === undefined ? spans : [] };
    const refused = await this.#judgeOperations(scope, operations, end);
    const executed = { input, modified, isOriginal: args === originalArgs };
    return this.#judgeEnd(executed, refused ?? end, { ...facts, held: operations?.held });
  }

  async #runBody(scope: ActivityScope, body: Body, args: unknown[]): Promise<BodyEnd> {
    try {
      return { threw: false, output: await this.parts.spans.runActivity(scope, () => body(args)) };
    } catch (error) {
      return { threw: true, error };
    }
  }

  #operationGovernance(input: readonly JsonValue[]): OperationGovernance | undefined {
    if (!this.parts.config.governsOperations(this.#identity.activityType)) return undefined;
    return new OperationGovernance({
      // A cancelled activity may still clean up, with whatever is allowed.
      evaluate: (event) => this.#evaluate(event, undefined),
      evaluateSync: this.parts.evaluator.evaluateSync,
      envelope: this.#events.started(input),
      onConstrain: (verdict, event) => {
        reportConstraint(verdict, event, this.parts.config, this.context.log);
      },
      approvedDigests: this.#approval.granted,
      approvals: this.#approval.policyOf('operation'),
      observe: this.#observe,
      onUngoverned: (message) => {
        this.context.log.warn(message);
      },
    });
  }

  /** @param modification - what a human put in the place of the arguments, and approved. */
  async #judgeInput(originalArgs: unknown[], modification: Modification | undefined): Promise<JudgedInput> {
    const changed = modification === undefined ? undefined : this.#modify(originalArgs, modification);
    const args = changed?.args ?? originalArgs;
    // Copied before the body runs, which may change the objects it was given.
    const input = this.#events.toInput(args);
    if (!this.parts.config.sendActivityStartEvent) return { args, input, modified: changed?.modified };
    const sentDigest = this.#digest('input', args);
    const modified = changed?.modified(input);
    const event = this.#events.started(input, {
      action_digest: sentDigest,
      ...(modified !== undefined && { modified_input: modified }),
    });
    const verdict = await this.#evaluate(event, this.context.cancellationSignal);
    if (this.#observe) return { args, input, modified: changed?.modified };
    const redacted = redactInput(args, verdict.guardrails);
    this.#warn(redacted.warnings);
    const judged = { value: redacted.args, sentDigest };
    const found = await this.#enforce(verdict, event, 'input', judged);
    // Approved by an earlier attempt, which could leave no mark: what was changed is judged as well.
    if (found !== undefined) return this.#judgeInput(originalArgs, found);
    if (!redacted.applied) return { args, input, modified: changed?.modified };
    return { args: redacted.args, input: this.#events.toInput(redacted.args), modified: changed?.modified };
  }

  /** The arguments as a human approved them, which counts as approval of exactly these. */
  #modify(
    originalArgs: unknown[],
    modification: Modification,
  ): Required<Pick<JudgedInput, 'args'>> & { modified: DescribeModified } {
    const args = modifyInput(originalArgs, modification);
    if (args === undefined) return this.#approval.refuseModification(modification, MISFIT);
    this.#approval.grant(this.#digest('input', args));
    const before = this.#events.toInput(originalArgs);
    return { args, modified: (input) => describeModification(modification, before, [...input]) };
  }

  /** Hand on the result that waited, without running the body again. */
  async #release({ mark, modification }: GrantedWait, args: readonly unknown[]): Promise<unknown> {
    const output = restoreOutput(mark.output, dataConverterOf(this.context).payloadConverter);
    if (modification === undefined) return output;
    const changed = modifyOutput(output, modification);
    if (changed === undefined) return this.#approval.refuseModification(modification, MISFIT);
    const sentDigest = this.#digest('output', changed.output);
    this.#approval.grant(sentDigest);
    const times = mark.ran ?? { startTimeMs: Date.now(), durationMs: 0 };
    const event = this.#events.completed(
      mark.executedInput ?? this.#events.toInput(args),
      { status: 'completed', output: changed.output, ...times, spans: [] },
      {
        action_digest: sentDigest,
        modified_input: describeModification(modification, toJsonValue(output), toJsonValue(changed.output)),
      },
    );
    const verdict = await this.#evaluate(event, this.context.cancellationSignal);
    const redacted = redactOutput(changed.output, verdict.guardrails);
    this.#warn(redacted.warnings);
    await this.#enforce(verdict, event, 'output', { value: redacted.output, sentDigest });
    return redacted.output;
  }

  #digest(side: 'input' | 'output', value: unknown): string {
    return actionDigest({ type: `activity_${side}`, target: this.#identity.activityType, input: value });
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
      const [asked = { digest: '' }, ...others] = operations?.asked ?? [];
      await this.#approval.require(verdict, {
        phase: 'operation',
        digest: asked.digest,
        ...(others.length > 0 && { others }),
      });
      return undefined;
    }
    if (enforcement.kind === 'halt') await this.#terminate(enforcement.refusal);
    const refusal =
      enforcement.kind === 'halt' || enforcement.kind === 'refuse' ? enforcement.refusal : undefined;
    if (refusal === undefined) return undefined;
    return { threw: true, error: toFailure(refusal, end.threw ? end.error : undefined) };
  }

  async #judgeEnd(
    { input, modified, isOriginal }: ExecutedInput,
    end: BodyEnd,
    { held, ...facts }: BodyFacts,
  ): Promise<unknown> {
    const completesAsync = end.threw && end.error instanceof CompleteAsyncError;
    const cancelled = end.threw && this.#isCancelled(end.error);
    const failed = end.threw && !completesAsync;
    const sentDigest = end.threw ? undefined : this.#digest('output', end.output);
    const event = this.#events.completed(
      input,
      {
        ...facts,
        status: cancelled ? 'cancelled' : failed ? 'failed' : 'completed',
        ...(end.threw ? { error: end.error } : { output: end.output }),
        completesAsync,
      },
      {
        ...(sentDigest !== undefined && { action_digest: sentDigest }),
        ...(modified !== undefined && { modified_input: modified(input) }),
      },
    );
    // Not the activity's own signal: a cancelled attempt still reports its end.
    const verdict = await this.#evaluate(event, undefined);
    if (end.threw) {
      if (!this.#observe) await this.#enforceOnError(verdict, end.error, cancelled);
      throw completesAsync || cancelled ? end.error : this.#approval.retried(end.error);
    }
    if (this.#observe) return end.output;
    // What the body left running may have changed the result meanwhile: nothing goes on that was not judged.
    if (this.#digest('output', end.output) !== sentDigest)
      return this.#judgeEnd({ input, modified, isOriginal }, end, { ...facts, held });
    const redacted = redactOutput(end.output, verdict.guardrails);
    this.#warn(redacted.warnings);
    const { startTimeMs, durationMs } = facts;
    const judged: Judged = {
      value: redacted.output,
      sentDigest,
      ran: { startTimeMs, durationMs },
      ...(!isOriginal && { executedInput: input }),
    };
    await this.#enforce(verdict, event, 'output', judged);
    if (held !== undefined) await this.#enforce(held, event, 'output', judged);
    return redacted.output;
  }

  /**
   * @param judged - the arguments or the result that the verdict lets pass.
   * @returns what a human changed before approving it, where that was found out only now.
   */
  async #enforce(
    verdict: GovernanceVerdict,
    event: GovernanceEvent,
    side: 'input' | 'output',
    { value, ...facts }: Judged,
  ): Promise<Modification | undefined> {
    const { config } = this.parts;
    const enforcement = enforcementOf(verdict, { errorTypes: config.errorTypes, side, level: 'activity' });
    switch (enforcement.kind) {
      case 'halt':
        await this.#terminate(enforcement.refusal);
        throw toFailure(enforcement.refusal);
      case 'refuse':
        throw toFailure(enforcement.refusal);
      case 'approval': {
        const digest = this.#digest(side, value);
        if (side === 'input') return this.#approval.require(verdict, { phase: side, digest, ...facts });
        const output = keepOutput(value, dataConverterOf(this.context).payloadConverter);
        if (output === undefined)
          throw toFailure(stopRefusal(unapprovable(verdict, TOO_LARGE), config.errorTypes));
        await this.#approval.require(verdict, { phase: side, digest, ...facts, output });
        break;
      }
      case 'constrain':
        reportConstraint(verdict, event, config, this.context.log);
        break;
      case 'allow':
        break;
    }
    return undefined;
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
      return await this.heartbeat.keepAliveWhile(verdict);
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
    const { client, terminations } = this.parts;
    const ended = terminations.end(info.workflowExecution, refusal, client, log);
    // A local activity runs within the workflow task, which has to be over first.
    return info.isLocal ? Promise.resolve(true) : ended;
  }
}

/** Part of an attempt's remaining time that its reports may take: its end must be judged in time as well. */
const REPORTING_PART = 0.5;

const MISFIT =
  "the approval's modified_input does not fit what was asked for, which was not approved as it is";
