import { activityCompleted, activityStarted, signalReceived, workflowStarted } from '../testing/events';
import { parseEvent } from '../testing/parse-event';
import { compilePolicies } from './compile-policies';
import type { PolicyDecision } from './policy-engine';
import { createRuleEngine } from './rule-engine';

const agent = { id: 'agent-1', name: 'support' };

function decide(yaml: string, event: unknown, as = agent): PolicyDecision {
  const { rules, defaultDecision } = compilePolicies([{ file: 'p.yaml', text: yaml }]);
  return createRuleEngine(rules, defaultDecision).decide(parseEvent(event), as);
}

/** Rules `id: verdict` that all match. */
function rulesOf(...verdicts: readonly (readonly [string, string])[]): string {
  const rules = verdicts.map(
    ([id, verdict]) => `  - { id: ${id}, when: true, decision: ${verdict}, reason: ${id} says so }`,
  );
  return `defaultDecision: allow\nrules:\n${rules.join('\n')}\n`;
}

describe('the rule engine', () => {
  test('takes the default where no rule matches, with a reason unless it allows', () => {
    expect(decide('defaultDecision: allow', activityStarted())).toEqual({
      verdict: 'allow',
      matched: [],
      failures: [],
    });
    expect(decide('defaultDecision: block', workflowStarted())).toEqual({
      verdict: 'block',
      reason: 'No rule allows this; the default decision is block.',
      matched: [],
      failures: [],
    });
  });

  test.each([
    [
      'halt over block',
      [
        ['a', 'block'],
        ['b', 'halt'],
      ],
      'b',
    ],
    [
      'block over require_approval',
      [
        ['a', 'block'],
        ['b', 'require_approval'],
      ],
      'a',
    ],
    [
      'require_approval over constrain',
      [
        ['a', 'constrain'],
        ['b', 'require_approval'],
      ],
      'b',
    ],
    [
      'constrain over allow',
      [
        ['a', 'allow'],
        ['b', 'constrain'],
      ],
      'b',
    ],
    [
      'the first of two equal ones',
      [
        ['a', 'block'],
        ['b', 'block'],
        ['c', 'allow'],
      ],
      'a',
    ],
  ] as const)('lets the highest verdict win: %s', (_, verdicts, winner) => {
    const decision = decide(rulesOf(...verdicts), activityStarted());
    expect(decision.policyId).toBe(winner);
    expect(decision.reason).toBe(`${winner} says so`);
    expect(decision.matched).toEqual(verdicts.map(([id]) => id));
  });

  test('lets an allowing rule come before a default that blocks', () => {
    const yaml = 'defaultDecision: block\nrules:\n  - { id: ok, on: WorkflowStarted, decision: allow }\n';
    expect(decide(yaml, workflowStarted())).toMatchObject({ verdict: 'allow', policyId: 'ok' });
    expect(decide(yaml, activityStarted()).verdict).toBe('block');
  });

  test('carries the risk score, the constraints and the time for an approval', () => {
    const yaml =
      'defaultDecision: allow\nrules:\n' +
      '  - { id: c, on: ActivityStarted, decision: constrain, reason: Careful, risk_score: 0.4, constraints: [run_in_sandbox, { max: 3 }] }\n' +
      '  - { id: r, on: ActivityCompleted, decision: require_approval, reason: Look, approval: { expires_in: 90s } }\n' +
      '  - { id: d, on: SignalReceived, decision: require_approval, reason: Look }\n';
    expect(decide(yaml, activityStarted())).toMatchObject({
      verdict: 'constrain',
      riskScore: 0.4,
      constraints: ['run_in_sandbox', { max: 3 }],
    });
    expect(decide(yaml, activityCompleted()).approvalTimeoutMs).toBe(90_000);
    expect(decide(yaml, signalReceived()).approvalTimeoutMs).toBe(30 * 60_000);
  });

  test.each([
    ['event_type: ActivityStarted', true],
    ['event_type: [SignalReceived, ActivityStarted]', true],
    ['event_type: SignalReceived', false],
    ['activity_type: refund', true],
    ['activity_type: [payout, refund]', true],
    ['activity_type: refun', false],
    ['workflow_type: Order', true],
    ['task_queue: elsewhere', false],
    ['event_type: ActivityStarted, activity_type: payout', false],
    ['signal_name: cancel', false],
    ['status: completed', false],
  ])('asks a rule on { %s } of the events it names: %s', (on, isAsked) => {
    const yaml = `defaultDecision: allow\nrules:\n  - { id: a, on: { ${on} }, decision: block, reason: No }\n`;
    expect(decide(yaml, activityStarted()).verdict).toBe(isAsked ? 'block' : 'allow');
  });

  test('asks a rule of its agents only', () => {
    const yaml =
      'defaultDecision: allow\nrules:\n  - { id: a, when: true, agents: [support], decision: block, reason: No }\n';
    expect(decide(yaml, activityStarted()).verdict).toBe('block');
    expect(decide(yaml, activityStarted(), { id: 'support', name: 'x' }).verdict).toBe('block');
    expect(decide(yaml, activityStarted(), { id: 'agent-2', name: 'research' }).verdict).toBe('allow');
  });

  test('"when: false" switches a rule off', () => {
    const yaml = 'defaultDecision: allow\nrules:\n  - { id: a, when: false, decision: block, reason: No }\n';
    expect(decide(yaml, activityStarted()).verdict).toBe('allow');
  });

  describe('where a condition has no answer', () => {
    const rule = (onError: string): string =>
      `defaultDecision: allow\nrules:\n  - id: big\n    when: activity_input[0].amount > 1000\n    decision: require_approval\n    reason: Big${onError}\n`;
    const textAmount = activityStarted({ activity_input: [{ amount: '5000' }] });

    test('blocks, and says which rule and where', () => {
      const decision = decide(rule(''), textAmount);
      expect(decision).toMatchObject({ verdict: 'block', policyId: 'big', matched: [] });
      expect(decision.reason).toMatch(
        /^The condition of rule "big" could not be evaluated: .* \(p\.yaml:4:36\)$/,
      );
      expect(decision.failures).toEqual([{ policyId: 'big', message: decision.reason }]);
    });

    test('skips the rule where it says so, and still reports it', () => {
      const decision = decide(rule('\n    on_error: skip'), textAmount);
      expect(decision.verdict).toBe('allow');
      expect(decision.failures).toHaveLength(1);
    });

    test('lets a halt of another rule win', () => {
      const halt = '  - { id: h, when: true, decision: halt, reason: Stop }\n';
      expect(decide(rule('') + halt, textAmount)).toMatchObject({ verdict: 'halt', policyId: 'h' });
    });

    test('does not touch events that have no input at all', () => {
      for (const event of [signalReceived(), workflowStarted({ event_type: 'WorkflowCompleted' })]) {
        expect(decide(rule(''), event)).toEqual({ verdict: 'allow', matched: [], failures: [] });
      }
    });
  });

  describe('the documented example of invoices', () => {
    const invoice = (args: object, tool = 'CreateInvoice'): unknown =>
      activityCompleted({
        activity_type: 'agent_toolPlanner',
        activity_output: { tool, next: 'tool', args },
      });
    const rule = (when: string): string =>
      `defaultDecision: allow\nrules:\n  - id: invoices\n    on: { event_type: ActivityCompleted, activity_type: agent_toolPlanner }\n    when: '${when}'\n    decision: require_approval\n    reason: Invoices need approval\n`;
    const every = rule('activity_output.tool == "CreateInvoice"');
    const large = rule(
      'activity_output.tool == "CreateInvoice" && has(activity_output.args.Amount) && activity_output.args.Amount >= 1000',
    );

    test.each([
      ['every invoice', every, invoice({ Amount: 1395.71 }), 'require_approval'],
      ['another tool', every, invoice({}, 'CurrentPTO'), 'allow'],
      ['1395.71', large, invoice({ Amount: 1395.71 }), 'require_approval'],
      ['999.99', large, invoice({ Amount: 999.99 }), 'allow'],
      ['1000', large, invoice({ Amount: 1000 }), 'require_approval'],
      ['no amount', large, invoice({}), 'allow'],
    ])('%s', (_, yaml, event, verdict) => {
      const decision = decide(yaml, event);
      expect(decision.verdict).toBe(verdict);
      expect(decision.reason).toBe(verdict === 'allow' ? undefined : 'Invoices need approval');
    });
  });
});
