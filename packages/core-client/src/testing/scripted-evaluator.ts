import { type ApprovalDecision } from '../contract/approval';
import { type ApprovalKey, type CallOptions, type Evaluator } from '../contract/evaluator';
import { type GovernanceEvent } from '../contract/events';
import { type GovernanceVerdict } from '../contract/governance-verdict';
import { Verdict } from '../contract/verdict';
import { recordEvent } from './record-event';

/** An answer, or its verdict alone. */
export type ScriptedAnswer = GovernanceVerdict | Verdict;

/** Answers one event; `undefined` means `allow`. A throw makes `evaluate` reject. */
export type ScriptedAnswerer = (
  event: GovernanceEvent,
) => ScriptedAnswer | undefined | Promise<ScriptedAnswer | undefined>;

/**
 * What a {@link ScriptedEvaluator} answers:
 *
 * - a function of the event;
 * - a list, used up in order;
 * - a table by activity type, signal name or event type, of which the first that is there counts.
 */
export type Script =
  ScriptedAnswerer | readonly ScriptedAnswer[] | Readonly<Record<string, ScriptedAnswer | ScriptedAnswerer>>;

/** Which approvals a decision is for: an activity id, or those ids that are given; `{}` means all. */
export type ApprovalMatch = string | Partial<ApprovalKey>;

interface Waiter {
  readonly predicate: (event: GovernanceEvent) => boolean;
  readonly resolve: (event: GovernanceEvent) => void;
}

/**
 * An {@link Evaluator} for tests: answers by script, records what it was asked. What the script does not say is `allow`.
 *
 * @example
 * ```ts
 * const evaluator = new ScriptedEvaluator({ chargeCard: { verdict: 'block', reason: 'too much' } });
 * ```
 */
export class ScriptedEvaluator implements Evaluator {
  readonly #answer: ScriptedAnswerer;
  readonly #events: GovernanceEvent[] = [];
  readonly #polls: ApprovalKey[] = [];
  readonly #decisions: { match: Partial<ApprovalKey>; decision: ApprovalDecision }[] = [];
  readonly #waiters = new Set<Waiter>();

  constructor(script: Script = []) {
    this.#answer = toAnswerer(script);
  }

  /** Every event asked about, in order, as it would be sent: JSON copies that nothing changes any more. */
  get events(): readonly GovernanceEvent[] {
    return this.#events;
  }

  /** Every approval asked about, in order. */
  get polls(): readonly ApprovalKey[] {
    return this.#polls;
  }

  /** Answers by the script. */
  async evaluate(event: GovernanceEvent, options: CallOptions = {}): Promise<GovernanceVerdict> {
    options.signal?.throwIfAborted();
    const recorded = recordEvent(event);
    this.#events.push(recorded);
    for (const waiter of this.#waiters) {
      if (waiter.predicate(recorded)) waiter.resolve(recorded);
    }
    const answer = (await this.#answer(recorded)) ?? Verdict.ALLOW;
    return typeof answer === 'string' ? { verdict: answer } : answer;
  }

  /** Answers by what was decided last for these ids; `pending` before. */
  pollApproval(key: ApprovalKey, options: CallOptions = {}): Promise<ApprovalDecision> {
    if (options.signal?.aborted === true) return aborted(options.signal);
    this.#polls.push(Object.freeze({ ...key }));
    const decided = this.#decisions.findLast(({ match }) => isMatch(match, key));
    return Promise.resolve(decided?.decision ?? { state: 'pending' });
  }

  /** Approves, from the next poll on. */
  approve(match: ApprovalMatch = {}, reason?: string): void {
    this.decide(match, { state: 'approved', ...(reason !== undefined && { reason }) });
  }

  /** Rejects, from the next poll on; with `halt` the run ends as well. */
  reject(match: ApprovalMatch = {}, { reason, halt }: { reason?: string; halt?: boolean } = {}): void {
    this.decide(match, {
      state: 'rejected',
      ...(reason !== undefined && { reason }),
      ...(halt !== undefined && { halt }),
    });
  }

  /** Answers polls with any decision, from the next one on. Of several that match the last counts. */
  decide(match: ApprovalMatch, decision: ApprovalDecision): void {
    this.#decisions.push({ match: typeof match === 'string' ? { activityId: match } : match, decision });
  }

  /**
   * The first event for which the predicate holds, already recorded or still to come.
   *
   * @param timeoutMs - Time to wait.
   * @throws an error that lists what was recorded, when the time is over.
   */
  waitForEvent(predicate: (event: GovernanceEvent) => boolean, timeoutMs = 10_000): Promise<GovernanceEvent> {
    const recorded = this.#events.find(predicate);
    if (recorded !== undefined) return Promise.resolve(recorded);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        predicate,
        resolve: (event) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(event);
        },
      };
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter);
        const seen = this.#events.map((event) => event.event_type).join(', ') || 'nothing';
        reject(new Error(`no such event within ${String(timeoutMs)} ms; recorded: ${seen}`));
      }, timeoutMs);
      this.#waiters.add(waiter);
    });
  }
}

function toAnswerer(script: Script): ScriptedAnswerer {
  if (typeof script === 'function') return script;
  if (isList(script)) {
    const answers = [...script];
    return () => answers.shift();
  }
  return (event) => {
    const names = [event.activity_type, event.signal_name, event.event_type];
    const name = names.find((candidate) => candidate !== undefined && Object.hasOwn(script, candidate));
    const answer = name === undefined ? undefined : script[name];
    return typeof answer === 'function' ? answer(event) : answer;
  };
}

function isList(script: Script): script is readonly ScriptedAnswer[] {
  return Array.isArray(script);
}

function isMatch(match: Partial<ApprovalKey>, key: ApprovalKey): boolean {
  return (
    (match.workflowId ?? key.workflowId) === key.workflowId &&
    (match.runId ?? key.runId) === key.runId &&
    (match.activityId ?? key.activityId) === key.activityId
  );
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise(() => signal.throwIfAborted());
}
