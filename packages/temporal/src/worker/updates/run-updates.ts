import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import type { Client } from '@temporalio/client';
import { arrayFromPayloads } from '@temporalio/common';
import type { Payload, PayloadConverter } from '@temporalio/common';
import type { WorkflowInfo } from '@temporalio/workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import { GOVERNANCE_PATCH_ID } from '../../common/governance-activity';
import type { Refusal } from '../../common/governance-activity';
import { SESSION_MEMO_KEY, sessionOf, toSessionId } from '../../common/multi-agent-session';
import { SEEN_WAITS_HEADER } from '../../common/seen-waits-header';
import { OBSERVED } from '../../common/observed';
import { stopRefusal } from '../../common/refusal';
import { toUpdateRefusal, UPDATE_REFUSAL_HEADER } from '../../common/update-refusal-header';
import { createWorkflowEvents } from '../../common/workflow-events';
import { enforcementOf } from '../enforcement';
import type { GovernanceConfig } from '../governance-config';
import type { GuardedEvaluator } from '../guarded-evaluator';
import { toStartEvent } from '../start-event';
import type { RunKey } from '../terminate-run';
import { liveQueries, liveUpdates, metadataQueries } from './live-jobs';
import type { LiveUpdate, WorkflowStart } from './live-jobs';
import type { QueryObserver } from './query-observer';
import { tellWaits } from './tell-waits';
import type { VerdictHandover } from './verdict-handover';
import type { Activation, RunWatcher } from './watch-workflows';

/** Longest that a workflow task is held for verdicts: Temporal's own warning about slow tasks comes at 5 s. */
const MAX_HOLD_MS = 4_000;
/** Part of the task's own timeout that it may be held. */
const HELD_PART = 0.5;

/** What the runs of one worker share. */
export interface RunUpdatesParts {
  readonly evaluator: GuardedEvaluator;
  readonly config: GovernanceConfig;
  readonly verdicts: VerdictHandover;
  readonly payloadConverter: PayloadConverter;
  /** Where queries go; `undefined` where they are not observed. */
  readonly queries: QueryObserver | undefined;
  /** Whether a run of this type that begins now is governed. */
  readonly governs: (workflowType: string) => boolean;
  readonly client: () => Client | undefined;
  /** End a run as soon as its client can know of the refusal. */
  readonly halt: (run: RunKey, refusal: Refusal) => void;
}

/**
 * Judges the updates of one run as they arrive, observes its queries, and answers with what Temporal's UI asks.
 *
 * A verdict that takes longer than a workflow task may be held is not waited for: the update is then accepted, and the
 * run waits for the same verdict before it lets the update complete or have an effect.
 */
export class RunUpdates implements RunWatcher {
  readonly #events;
  #governed = false;
  #sessionId: string | undefined;
  #halted: Refusal | undefined;

  constructor(
    private readonly info: WorkflowInfo,
    private readonly parts: RunUpdatesParts,
  ) {
    const { workflowId, runId, workflowType, taskQueue, parent } = info;
    this.#events = createWorkflowEvents({
      workflowId,
      runId,
      workflowType,
      taskQueue,
      sessionId: () => this.#sessionId,
      ...(parent !== undefined && { parentWorkflowId: parent.workflowId }),
    });
  }

  activating(activation: Activation): Promise<void> | undefined {
    const start = this.#learn(activation);
    const mode = this.parts.config.enforcementOf(this.info.workflowType);
    if (this.#governed && mode !== 'off') this.#observe(activation, mode === 'observe');
    const updates = liveUpdates(activation);
    for (const { headers } of updates) if (headers) Reflect.deleteProperty(headers, UPDATE_REFUSAL_HEADER);
    const questions = metadataQueries(activation);
    for (const { headers } of questions) if (headers) Reflect.deleteProperty(headers, SEEN_WAITS_HEADER);
    if (!this.#governed || mode !== 'enforce') return undefined;
    // Temporal activates a run for queries alone.
    if (questions.length > 0) return tellWaits(questions, this.info, this.parts.client());
    const judged = updates.filter(({ name }) => !this.#skips(name));
    return judged.length === 0 ? undefined : this.#judge(judged, start);
  }

  activated(): void {
    const refusal = this.#halted;
    this.#halted = undefined;
    if (refusal !== undefined) this.parts.halt(this.info, refusal);
  }

  disposed(): void {
    this.parts.verdicts.forget(this.info.runId);
  }

  /** What only the activations tell. @returns the run's start, where it begins with this one. */
  #learn(activation: Activation): WorkflowStart | undefined {
    const jobs = activation.jobs ?? [];
    const start = jobs.find((job) => job.initializeWorkflow != null)?.initializeWorkflow;
    if (start != null) {
      const memo = start.memo?.fields?.[SESSION_MEMO_KEY];
      this.#sessionId = sessionOf(start.headers ?? {}) ?? toSessionId(this.#decoded(memo ? [memo] : [])?.[0]);
      // As Temporal answers the question whether a run that begins now is patched.
      if (activation.isReplaying !== true) this.#governed = this.parts.governs(this.info.workflowType);
    }
    if (jobs.some((job) => job.notifyHasPatch?.patchId === GOVERNANCE_PATCH_ID)) this.#governed = true;
    return start ?? undefined;
  }

  #skips(name: string): boolean {
    return this.parts.config.skipSignals.includes(name);
  }

  #observe(activation: Activation, observing: boolean): void {
    const { queries } = this.parts;
    if (queries === undefined) return;
    for (const query of liveQueries(activation)) {
      if (this.#skips(query.queryType)) continue;
      const event = this.#events.queryReceived(query.queryType, this.#decoded(query.arguments) ?? []);
      queries.observe(observing ? { ...event, metadata: { ...event.metadata, ...OBSERVED } } : event);
    }
  }

  async #judge(updates: readonly LiveUpdate[], start: WorkflowStart | undefined): Promise<void> {
    const done = new AbortController();
    const holdMs = Math.min(MAX_HOLD_MS, this.info.taskTimeoutMs * HELD_PART);
    const late = sleep(holdMs, undefined, { signal: done.signal }).catch(() => undefined);
    const soon = (verdict: Promise<GovernanceVerdict>): Promise<GovernanceVerdict | undefined> =>
      Promise.race([verdict, late]);
    try {
      if (start !== undefined && this.parts.config.sendStartEvent) {
        // Core hears of a run before it hears of its updates.
        const started = this.#events.started(this.#decoded(start.arguments) ?? []);
        const verdict = await soon(this.#ask(toStartEvent(started, this.parts.config)));
        if (verdict === undefined) return;
        const refusal = this.#refusalIn(verdict);
        if (refusal !== undefined) {
          for (const update of updates) this.#refuse(update, refusal.refusal);
          return;
        }
      }
      await Promise.all(updates.map((update) => this.#judgeOne(update, soon)));
    } finally {
      done.abort();
    }
  }

  async #judgeOne(
    update: LiveUpdate,
    soon: (verdict: Promise<GovernanceVerdict>) => Promise<GovernanceVerdict | undefined>,
  ): Promise<void> {
    const args = this.#decoded(update.input);
    // The SDK itself rejects what cannot be decoded.
    if (args === undefined) return;
    const event = this.#events.updateReceived(update.id, update.name, args);
    const verdict = await soon(this.#ask(event));
    const refusal = verdict === undefined ? undefined : this.#refusalIn(verdict);
    if (refusal === undefined) return;
    void this.parts.verdicts.take(event);
    this.#refuse(update, refusal.refusal);
    if (refusal.halts) this.#halted ??= refusal.refusal;
  }

  /** Ask Core, and keep the answer for the run's own question. */
  #ask(event: GovernanceEvent): Promise<GovernanceVerdict> {
    const verdict = this.parts.evaluator.evaluate(event);
    this.parts.verdicts.offer(event, verdict);
    return verdict;
  }

  /** Why a verdict refuses the step; an approval is waited for by the run. */
  #refusalIn(verdict: GovernanceVerdict): { refusal: Refusal; halts: boolean } | undefined {
    const { errorTypes, hitlEnabled } = this.parts.config;
    const enforcement = enforcementOf(verdict, { errorTypes, side: 'input', level: 'workflow' });
    switch (enforcement.kind) {
      case 'halt':
        return { refusal: enforcement.refusal, halts: true };
      case 'refuse':
        return { refusal: enforcement.refusal, halts: false };
      case 'approval': {
        const obstacle = obstacleToApproval(verdict, hitlEnabled);
        if (obstacle === undefined) return undefined;
        const why = verdict.reason === undefined ? '' : `: ${verdict.reason}`;
        const reason = `approval is required, ${obstacle}${why}`;
        return { refusal: stopRefusal({ ...verdict, verdict: 'block', reason }, errorTypes), halts: false };
      }
      case 'constrain':
      case 'allow':
        return undefined;
    }
  }

  #refuse(update: LiveUpdate, refusal: Refusal): void {
    update.headers = { ...update.headers, [UPDATE_REFUSAL_HEADER]: toUpdateRefusal(refusal) };
  }

  #decoded(payloads: readonly Payload[] | null | undefined): unknown[] | undefined {
    const { namespace, workflowId } = this.info;
    try {
      return arrayFromPayloads(this.parts.payloadConverter, [...(payloads ?? [])], {
        type: 'workflow',
        namespace,
        workflowId,
      });
    } catch {
      return undefined;
    }
  }
}

/** Why nobody can be waited for, in the words of the governance activity: the approval is then a block. */
function obstacleToApproval(verdict: GovernanceVerdict, hitlEnabled: boolean): string | undefined {
  if (!hitlEnabled) return 'but approvals are switched off';
  const named = verdict.approvalId ?? verdict.governanceEventId;
  return named === undefined ? 'but Core named no approval to wait for' : undefined;
}
