import { OpenBoxResponseError } from '../contract/errors/openbox-response-error';
import { parseEvaluateResponse } from './parse-evaluate-response';

describe('the verdict', () => {
  // covers: 4
  it.each<[string, unknown, string]>([
    ['v1.1', { verdict: 'block' }, 'block'],
    ['upper case', { verdict: 'REQUIRE-APPROVAL' }, 'require_approval'],
    ['an integer', { verdict: 4 }, 'halt'],
    ['v1.0', { action: 'stop' }, 'halt'],
    ['v1.0 continue', { action: 'continue' }, 'allow'],
    ['verdict before action', { verdict: 'allow', action: 'stop' }, 'allow'],
    ['an empty verdict, then action', { verdict: '', action: 'block' }, 'block'],
    ['a blank verdict, then action', { verdict: ' ', action: 'block' }, 'block'],
    ['a null verdict, then action', { verdict: null, action: 'require-approval' }, 'require_approval'],
  ])('is read from %s', (_name, body, verdict) => {
    expect(parseEvaluateResponse(body).verdict).toBe(verdict);
  });

  // covers: 3, W2
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'allow'],
    ['a list', [{ verdict: 'allow' }]],
    ['an empty object', {}],
    ['neither verdict nor action', { verdict: '', action: null }],
    ['an unknown verdict', { verdict: 'maybe' }],
    ['an unknown verdict with a known action', { verdict: 'maybe', action: 'continue' }],
    ['an integer out of range', { verdict: 5 }],
    ['a verdict of another type', { verdict: { allow: true } }],
    ['true', { verdict: true }],
  ])('is never guessed from %s', (_name, body) => {
    expect(() => parseEvaluateResponse(body)).toThrow(OpenBoxResponseError);
  });

  it('does not repeat what it could not read', () => {
    expect(() => parseEvaluateResponse({ verdict: 'sesame' })).not.toThrow(/sesame/);
  });
});

describe('the other fields', () => {
  const full = {
    governance_event_id: 'e1',
    verdict: 'constrain',
    reason: 'careful',
    policy_id: 'p1',
    risk_score: 0.4,
    trust_tier: 2,
    alignment_score: 0.8,
    behavioral_violations: ['b1'],
    constraints: ['run_in_sandbox', { max: 1 }],
    approval_id: 'a1',
    approval_expiration_time: '2026-01-11T17:43:39Z',
    metadata: { k: 'v' },
    fallback_used: true,
    future_field: 1,
    guardrails_result: {
      input_type: 'activity_input',
      redacted_input: [{ prompt: '<EMAIL>' }],
      validation_passed: true,
      reasons: [{ type: 'pii', field: 'input.prompt', reason: 'email' }],
    },
  };

  // covers: 10
  it('are all read, the unknown ones kept', () => {
    expect(parseEvaluateResponse(full)).toEqual({
      verdict: 'constrain',
      reason: 'careful',
      policyId: 'p1',
      riskScore: 0.4,
      trustTier: 2,
      alignmentScore: 0.8,
      behavioralViolations: ['b1'],
      constraints: ['run_in_sandbox', { max: 1 }],
      approvalId: 'a1',
      approvalExpirationTime: '2026-01-11T17:43:39Z',
      governanceEventId: 'e1',
      metadata: { k: 'v' },
      guardrails: {
        inputType: 'activity_input',
        redactedInput: [{ prompt: '<EMAIL>' }],
        validationPassed: true,
        reasons: [{ type: 'pii', field: 'input.prompt', reason: 'email' }],
      },
      raw: full,
    });
  });

  it('are optional', () => {
    expect(parseEvaluateResponse({ verdict: 'allow' })).toEqual({
      verdict: 'allow',
      riskScore: 0,
      raw: { verdict: 'allow' },
    });
  });

  // covers: 13
  it.each(['allow', 'block', 'halt', 'require_approval', 'constrain'])('cannot cost a %s', (verdict) => {
    const body = {
      verdict,
      reason: 7,
      policy_id: {},
      risk_score: 'high',
      trust_tier: [],
      alignment_score: null,
      behavioral_violations: 'b1',
      constraints: 'c',
      approval_id: [],
      metadata: [],
      fallback_used: 'yes',
    };
    expect(parseEvaluateResponse(body)).toEqual({ verdict, riskScore: 0, raw: body });
  });

  it('take numbers and ids as some servers write them', () => {
    expect(parseEvaluateResponse({ verdict: 'allow', risk_score: '0.7', policy_id: 12 })).toMatchObject({
      riskScore: 0.7,
      policyId: '12',
    });
  });
});

describe('guardrails', () => {
  const read = (guardrails: unknown, verdict = 'allow') =>
    parseEvaluateResponse({ verdict, guardrails_result: guardrails }).guardrails;

  // covers: 11
  it.each([[undefined], [null], [{}], [[]], [''], [false]])('are absent where they are %p', (value) => {
    expect(read(value)).toBeUndefined();
  });

  // covers: 11
  it('have defaults', () => {
    expect(read({ input_type: 'activity_output' })).toEqual({
      inputType: 'activity_output',
      validationPassed: true,
      reasons: [],
    });
    expect(read({ validation_passed: false, reasons: null })).toEqual({
      inputType: '',
      validationPassed: false,
      reasons: [],
    });
  });

  it('may be called guardrails', () => {
    expect(
      parseEvaluateResponse({ verdict: 'allow', guardrails: { validation_passed: false } }).guardrails
        ?.validationPassed,
    ).toBe(false);
  });

  it('keep their refusal where their reasons are malformed', () => {
    expect(read({ validation_passed: false, reasons: ['r1', 7, { reason: 'r2' }, { reason: 8 }] })).toEqual({
      inputType: '',
      validationPassed: false,
      reasons: [
        { type: '', field: '', reason: 'r1' },
        { type: '', field: '', reason: 'r2' },
        { type: '', field: '', reason: '' },
      ],
    });
  });

  const unusable: [string, unknown][] = [
    ['a list', [1]],
    ['a text', 'redact'],
    ['a number', 1],
    ['a verdict that is no boolean', { validation_passed: 'false' }],
    ['a redaction of something unknown', { input_type: 'activity', redacted_input: ['x'] }],
    ['a redaction of another type', { input_type: 7, redacted_input: ['x'] }],
  ];

  it.each(unusable)('make allow and constrain an API error as %s', (_name, value) => {
    expect(() => read(value)).toThrow(OpenBoxResponseError);
    expect(() => read(value, 'constrain')).toThrow(OpenBoxResponseError);
  });

  it.each(unusable)('do not cost a stronger verdict as %s', (_name, value) => {
    for (const verdict of ['block', 'halt', 'require_approval']) {
      const parsed = parseEvaluateResponse({ verdict, guardrails_result: value });
      expect(parsed.verdict).toBe(verdict);
      expect(parsed.guardrails).toBeUndefined();
    }
  });
});

describe('a patch', () => {
  const read = (patch: unknown, verdict = 'block') => parseEvaluateResponse({ verdict, patch }).patch;

  it.each([[null], ['text'], [1.5], [[1, 'a']], [{ deep: { flag: true } }]])(
    'is read with the input %p',
    (newInput) => {
      expect(read({ new_input: newInput })).toEqual({ newInput });
    },
  );

  it.each<[unknown]>([
    [null],
    [{}],
    [{ new_input: true }],
    [{ new_input: 1, extra: 1 }],
    [{ new_input: { n: 2 ** 53 } }],
    [{ new_input: [Number.POSITIVE_INFINITY] }],
    [['new_input']],
  ])('is absent as %p', (patch) => {
    expect(read(patch)).toBeUndefined();
  });

  it('comes with block only', () => {
    expect(read({ new_input: 1 }, 'halt')).toBeUndefined();
    expect(read({ new_input: 1 }, 'allow')).toBeUndefined();
  });
});
