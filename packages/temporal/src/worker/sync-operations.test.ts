import { GovernanceRefusedError } from '@openbox/core-client/contract';
import type { GovernanceEvent, GovernanceVerdict } from '@openbox/core-client/contract';
import { WorkflowSpanProcessor } from '@openbox/spans';
import { testIdentity } from '@openbox/spans/testing';
import { httpRequest } from '../test-support/operations';
import { operationDigest } from './operation-digest';
import { OperationGovernance } from './operation-governance';
import type { OperationGovernanceOptions } from './operation-governance';

const envelope: GovernanceEvent = {
  source: 'workflow-telemetry',
  event_type: 'ActivityStarted',
  workflow_id: 'w',
  run_id: 'r',
  workflow_type: 'T',
  task_queue: 'q',
};
const operation = httpRequest('http://a/');

/** One attempt whose operations are answered at once by `verdict`, and later by an allow. */
function setUp(verdict: GovernanceVerdict, options: Partial<OperationGovernanceOptions> = {}) {
  const atOnce: GovernanceEvent[] = [];
  const later: GovernanceEvent[] = [];
  const gate = new OperationGovernance({
    evaluate: (event) => {
      later.push(event);
      return Promise.resolve(verdict);
    },
    evaluateSync: (event) => {
      atOnce.push(event);
      return verdict;
    },
    envelope,
    onConstrain: jest.fn(),
    approvedDigests: [],
    approvals: 'wait',
    observe: false,
    ...options,
  });
  const scope = new WorkflowSpanProcessor().startActivity(testIdentity(), { gate });
  gate.attach(scope);
  return { gate, scope, atOnce, later, ask: () => scope.beforeSync(operation) };
}

describe('an operation that cannot wait', () => {
  it('is asked for with the very event of one that can, and may run at once', async () => {
    const { scope, atOnce, later, ask } = setUp({ verdict: 'allow' });
    ask();
    expect(later).toEqual([]);
    await scope.before(operation);
    expect(atOnce).toEqual(later);
    expect(atOnce[0]).toMatchObject({ hook_trigger: true, span_count: 1, spans: [{ stage: 'started' }] });
  });

  it.each<[string, GovernanceVerdict]>([
    ['block', { verdict: 'block', reason: 'no' }],
    ['halt', { verdict: 'halt', reason: 'end' }],
    ['require_approval', { verdict: 'require_approval', reason: 'ask' }],
    [
      'failed guardrails',
      {
        verdict: 'allow',
        guardrails: { inputType: 'activity_input', validationPassed: false, reasons: [] },
      },
    ],
  ])('is refused after %s, and so is every later one without asking', (_name, verdict) => {
    const { scope, atOnce, later, ask } = setUp(verdict);
    expect(ask).toThrow(GovernanceRefusedError);
    expect(scope.stopVerdict).toBe(verdict);
    expect(ask).toThrow();
    expect(() => scope.before(operation)).toThrow();
    expect([atOnce.length, later.length]).toEqual([1, 0]);
  });

  it('that waits for a human may run once exactly this one is approved', () => {
    const verdict = { verdict: 'require_approval' } as const;
    expect(setUp(verdict).ask).toThrow();
    const digest = operationDigest(httpRequest('http://a/'));
    const approved = setUp(verdict, { approvedDigests: [digest] });
    expect(approved.ask).not.toThrow();
    expect(() => approved.scope.beforeSync(httpRequest('http://other/'))).toThrow();
  });

  it('is blocked where approvals are switched off, and runs where they are skipped', () => {
    const verdict = { verdict: 'require_approval' } as const;
    const off = setUp(verdict, { approvals: { blockedBecause: 'nobody is there' } });
    expect(off.ask).toThrow();
    expect(off.scope.stopVerdict).toMatchObject({ verdict: 'block' });
    expect(setUp(verdict, { approvals: 'skip' }).ask).not.toThrow();
  });

  it('hands a constraint to onConstrain, and runs', () => {
    const onConstrain = jest.fn();
    const { ask } = setUp({ verdict: 'constrain' }, { onConstrain });
    expect(ask).not.toThrow();
    expect(onConstrain).toHaveBeenCalledTimes(1);
  });

  it.each([true, false])('is only reported where governance observes (answers at once: %s)', async (can) => {
    const { gate, scope, atOnce, later, ask } = setUp(
      { verdict: 'halt' },
      { observe: true, ...(!can && { evaluateSync: undefined }) },
    );
    expect(ask).not.toThrow();
    await gate.finish();
    expect(atOnce).toEqual([]);
    expect(later).toMatchObject([{ hook_trigger: true, spans: [{ stage: 'started' }] }]);
    expect(scope.stopVerdict).toBeUndefined();
  });

  it('is refused where nobody can answer at once', () => {
    const { scope, ask } = setUp({ verdict: 'allow' }, { evaluateSync: undefined });
    expect(ask).toThrow('cannot wait for its verdict');
    expect(scope.stopVerdict).toMatchObject({ verdict: 'block' });
  });
});
