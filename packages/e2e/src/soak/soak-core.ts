import type { GovernanceEvent } from '@openbox/core-client/contract';
import type { CoreReply } from '../harness/core-reply';
import { json, verdict } from '../harness/core-reply';
import type { ApprovalPoll, ScriptedCore } from '../harness/scripted-core';
import { isOperation } from './plan';
import type { Dice, Plan, Ruling } from './plan';

/** One of so many questions is put off. */
const BUSY_ONE_IN = 25;
const BUSY: CoreReply = { status: 429, headers: { 'retry-after': '0' }, body: '{}' };

/** One of so many questions for a decision gets no answer, in one of these ways. */
const SILENT_ONE_IN = 12;
const SILENT: readonly CoreReply[] = ['reset', json({ code: 500, message: 'database is down' }, 500)];

interface Approval {
  readonly ruling: Ruling;
  /** The step whose side effect it lets happen, where it is one. */
  readonly action: string | undefined;
  pollsLeft: number;
}

/** A Core that decides by plans, and remembers what it has let happen. */
export class SoakCore {
  /** Actions, `workflow/step`, that were allowed or approved. */
  readonly allowed = new Set<string>();
  /** Runs that were halted, with the time. */
  readonly halted = new Map<string, number>();
  readonly rulings: Record<Ruling, number> = {
    allow: 0,
    constrain: 0,
    block: 0,
    halt: 0,
    approve: 0,
    reject: 0,
  };
  readonly #plans: ReadonlyMap<string, Plan>;
  readonly #approvals = new Map<string, Approval>();
  /** The approval that was asked for last, by workflow and activity. */
  readonly #latest = new Map<string, string>();

  constructor(
    core: ScriptedCore,
    plans: readonly Plan[],
    private readonly dice: Dice,
  ) {
    this.#plans = new Map(plans.map((plan) => [plan.workflowId, plan]));
    core.script = (event) => this.#decide(event);
    core.onApprovalPoll = (poll) => this.#answerPoll(poll);
  }

  #decide(event: GovernanceEvent): CoreReply {
    const plan = this.#plans.get(event.workflow_id);
    const asked = plan === undefined ? undefined : question(event, plan);
    if (asked === undefined) return verdict('allow');
    // Core may ask for patience at any time: what it then decides has to be the same.
    if (this.dice.between(1, BUSY_ONE_IN) === 1) return BUSY;
    const { ruling, name, lets } = asked;
    this.rulings[ruling] += 1;
    const action = lets ? `${event.workflow_id}/${name}` : undefined;
    if (ruling === 'allow' || ruling === 'constrain') this.#allow(action);
    if (ruling === 'halt') this.halted.set(event.workflow_id, Date.now());
    if (ruling !== 'approve' && ruling !== 'reject')
      return verdict(ruling, { reason: `as planned: ${ruling}` });
    const id = `${event.workflow_id}/${event.event_type}/${event.hook_trigger === true ? 'hook/' : ''}${name}`;
    this.#latest.set(`${event.workflow_id}/${event.activity_id ?? id}`, id);
    if (!this.#approvals.has(id))
      this.#approvals.set(id, { ruling, action, pollsLeft: this.dice.between(0, 3) });
    return verdict('require_approval', { reason: 'as planned: ask', approval_id: id });
  }

  #answerPoll({ workflow_id: workflowId, activity_id: activityId }: ApprovalPoll): CoreReply {
    const id = this.#approvals.has(activityId)
      ? activityId
      : (this.#latest.get(`${workflowId}/${activityId}`) ?? '');
    const approval = this.#approvals.get(id);
    if (approval === undefined) return json({ code: 404, message: 'no such approval' }, 404);
    if (this.dice.between(1, SILENT_ONE_IN) === 1) return SILENT[this.dice.between(0, 1)] ?? 'reset';
    approval.pollsLeft -= 1;
    if (approval.pollsLeft >= 0) return json({ id, action: 'require_approval' });
    if (approval.ruling === 'reject') return json({ id, action: 'block', reason: 'as planned: reject' });
    this.#allow(approval.action);
    return json({ id, action: 'allow' });
  }

  #allow(action: string | undefined): void {
    if (action !== undefined) this.allowed.add(action);
  }
}

/** What an event asks: the planned ruling, its name, and whether an allow lets a side effect happen. */
function question(
  event: GovernanceEvent,
  plan: Plan,
): { ruling: Ruling; name: string; lets: boolean } | undefined {
  switch (event.event_type) {
    case 'WorkflowStarted':
      return { ruling: plan.start, name: '', lets: false };
    case 'WorkflowCompleted':
      return { ruling: plan.end, name: '', lets: false };
    case 'WorkflowFailed':
      return undefined;
    case 'SignalReceived':
    case 'ActivityStarted':
    case 'ActivityCompleted': {
      const name = String(event.signal_args?.[0] ?? event.activity_input?.[1]);
      const step = plan.steps.find((each) => each.name === name);
      if (step === undefined) return undefined;
      if (event.event_type === 'SignalReceived') return { ruling: step.input, name, lets: false };
      if (event.event_type === 'ActivityCompleted')
        return event.status === 'completed' ? { ruling: step.output, name, lets: false } : undefined;
      if (event.hook_trigger !== true) return { ruling: step.input, name, lets: !isOperation(step) };
      const [span] = (event.spans ?? []) as { stage?: string }[];
      return span?.stage === 'started' ? { ruling: step.operation, name, lets: true } : undefined;
    }
  }
}
