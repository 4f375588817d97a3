import { GovernanceRefusedError } from './errors/governance-refused-error';
import { getGovernanceFailure } from './get-governance-failure';
import { GovernanceFailureType, HALT_TERMINATION_PREFIX } from './governance-failure-type';

/** An `ApplicationFailure` as another copy of Temporal's packages makes it. */
function applicationFailure(type: string, details?: unknown, message = 'stopped'): Error {
  return Object.assign(new Error(message), {
    name: 'ApplicationFailure',
    type,
    nonRetryable: true,
    details: details === undefined ? undefined : [details],
  });
}

const wrap = (cause: unknown) => new Error('Activity task failed', { cause });

describe('getGovernanceFailure', () => {
  // covers: 14
  it('reads the details', () => {
    const details = {
      verdict: 'block',
      reason: 'too much',
      policyId: 'p1',
      riskScore: 0.9,
      approvalId: 'a1',
      governanceEventId: 'e1',
    };
    const error = applicationFailure('GovernanceStop', details, 'Governance blocked: too much');
    expect(getGovernanceFailure(wrap(wrap(error)))).toEqual({
      ...details,
      type: 'GovernanceStop',
      message: 'Governance blocked: too much',
      error,
    });
  });

  it('reads details of the Python SDK', () => {
    const error = applicationFailure('GovernanceStop', {
      policy_id: 'p1',
      risk_score: 1,
      approval_id: 'a',
      governance_event_id: 'e',
    });
    expect(getGovernanceFailure(error)).toMatchObject({
      policyId: 'p1',
      riskScore: 1,
      approvalId: 'a',
      governanceEventId: 'e',
    });
  });

  // covers: 81
  it.each(Object.values(GovernanceFailureType))('knows %s, also without details', (type) => {
    expect(getGovernanceFailure(wrap(applicationFailure(type)))).toMatchObject({
      type,
      reason: 'stopped',
      message: 'stopped',
    });
  });

  // covers: M11
  it.each([
    ['GovernanceHalt', 'halt'],
    ['GovernanceBlock', 'block'],
    ['ApprovalPending', 'require_approval'],
  ])('knows the verdict of %s', (type, verdict) => {
    expect(getGovernanceFailure(applicationFailure(type))?.verdict).toBe(verdict);
  });

  it('knows a failure by its own fields where it has another name', () => {
    expect(getGovernanceFailure({ type: 'GovernanceStop', nonRetryable: true, message: 'm' })).toMatchObject({
      type: 'GovernanceStop',
    });
  });

  it('reads the findings of guardrails', () => {
    const reasons = [{ type: 'pii', field: 'input.prompt', reason: 'has a card number' }];
    expect(getGovernanceFailure(applicationFailure('GuardrailsValidationFailed', { reasons }))).toMatchObject(
      {
        type: 'GuardrailsValidationFailed',
        reason: 'has a card number',
        reasons,
      },
    );
  });

  // covers: 81
  it.each<[string, (inner: Error) => unknown]>([
    ['cause', (inner) => wrap(inner)],
    ['an AggregateError', (inner) => new AggregateError([new Error('other'), inner])],
    ['originalError', (inner) => Object.assign(new Error('driver'), { originalError: inner })],
    ['innerError', (inner) => ({ innerError: inner })],
  ])('looks into %s', (_name, wrapIn) => {
    expect(getGovernanceFailure(wrapIn(applicationFailure('GovernanceStop')))?.type).toBe('GovernanceStop');
  });

  it('finds the refusal of an operation', () => {
    const error = new GovernanceRefusedError({ verdict: 'block', reason: 'not this host', policyId: 'p' });
    expect(getGovernanceFailure(wrap(error))).toMatchObject({
      type: 'GovernanceStop',
      verdict: 'block',
      reason: 'not this host',
      policyId: 'p',
      error,
    });
  });

  it('finds the refusal made by another copy of the package', () => {
    const foreign = {
      isOpenBoxError: true,
      message: 'm',
      governanceVerdict: { verdict: 'require_approval' },
    };
    expect(getGovernanceFailure(foreign)).toMatchObject({
      type: 'ApprovalPending',
      verdict: 'require_approval',
    });
  });

  it('finds a refusal by guardrails', () => {
    const reasons = [{ type: 'pii', field: 'input', reason: 'r1' }];
    const guardrails = { inputType: 'activity_input', validationPassed: false, reasons } as const;
    expect(getGovernanceFailure(new GovernanceRefusedError({ verdict: 'allow', guardrails }))).toMatchObject({
      type: 'GuardrailsValidationFailed',
      reason: 'r1',
      reasons,
    });
  });

  it('finds a halted run at a client', () => {
    const terminated = Object.assign(new Error(`${HALT_TERMINATION_PREFIX}enough`), {
      name: 'TerminatedFailure',
    });
    expect(getGovernanceFailure(wrap(terminated))).toMatchObject({
      type: 'GovernanceStop',
      verdict: 'halt',
      reason: 'enough',
    });
  });

  it('takes the highest verdict of the chain, of equals the outermost', () => {
    const halt = applicationFailure('GovernanceStop', { verdict: 'halt', reason: 'inner' });
    const block = Object.assign(applicationFailure('GovernanceStop', { verdict: 'block', reason: 'outer' }), {
      cause: halt,
    });
    expect(getGovernanceFailure(block)?.reason).toBe('inner');
    const again = Object.assign(
      applicationFailure('GovernanceStop', { verdict: 'halt', reason: 'outermost' }),
      { cause: halt },
    );
    expect(getGovernanceFailure(again)?.reason).toBe('outermost');
  });

  // covers: 81, M11
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'Governance blocked: x'],
    ['a message that speaks of governance', new Error('Governance blocked: GovernanceStop')],
    ['a failure of the user', applicationFailure('PaymentDeclined')],
    ['a plain error with such a type', Object.assign(new Error('x'), { type: 'GovernanceStop' })],
    ['a run that someone terminated', Object.assign(new Error('enough'), { name: 'TerminatedFailure' })],
    ['an error of OpenBox without a verdict', { isOpenBoxError: true, message: 'm' }],
  ])('finds nothing in %s', (_name, error) => {
    expect(getGovernanceFailure(error)).toBeUndefined();
  });

  it('survives cycles, throwing getters and revoked proxies', () => {
    const cyclic = new Error('a') as Error & { cause?: unknown };
    cyclic.cause = new AggregateError([cyclic, applicationFailure('GovernanceHalt')]);
    expect(getGovernanceFailure(cyclic)?.verdict).toBe('halt');
    const hostile = Object.defineProperty(new Error('a'), 'cause', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(getGovernanceFailure(hostile)).toBeUndefined();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(getGovernanceFailure(wrap(proxy))).toBeUndefined();
  });

  it('ends on an endless chain', () => {
    const endless = (): object => Object.defineProperty({}, 'cause', { get: endless });
    expect(getGovernanceFailure(endless())).toBeUndefined();
  });
});
