import * as v from 'valibot';
import { type GovernanceVerdict } from '../contract/governance-verdict';
import { EvaluateResponseSchema } from './evaluate-response';
import { parseEvaluateResponse } from './parse-evaluate-response';
import { toEvaluateResponse } from './to-evaluate-response';

const verdicts: GovernanceVerdict[] = [
  { verdict: 'allow', riskScore: 0 },
  { verdict: 'halt', reason: 'no', riskScore: 1, policyId: 'p', governanceEventId: 'e' },
  {
    verdict: 'require_approval',
    riskScore: 0.5,
    approvalId: 'a',
    approvalExpirationTime: '2026-01-11T17:43:39Z',
  },
  {
    verdict: 'block',
    riskScore: 0.5,
    patch: { newInput: null },
    behavioralViolations: ['b'],
    trustTier: 3,
    alignmentScore: 0.1,
  },
  {
    verdict: 'constrain',
    riskScore: 0.1,
    constraints: ['c'],
    metadata: { a: 1 },
    guardrails: {
      inputType: 'activity_output',
      redactedInput: 'x',
      validationPassed: false,
      reasons: [{ type: 'pii', field: 'output', reason: 'r' }],
    },
  },
];

it.each(verdicts.map((verdict) => [verdict.verdict, verdict] as const))(
  'comes back as it was: %s',
  (_name, verdict) => {
    const body: unknown = JSON.parse(JSON.stringify(toEvaluateResponse(verdict)));
    expect(v.is(EvaluateResponseSchema, body)).toBe(true);
    expect(parseEvaluateResponse(body)).toEqual({ ...verdict, raw: body });
  },
);

it('says where a server answered by default, which is still its verdict', () => {
  const body = toEvaluateResponse({ verdict: 'halt', fallbackUsed: true });
  expect(body.fallback_used).toBe(true);
  expect(parseEvaluateResponse(body).fallbackUsed).toBeUndefined();
});

it('mirrors the verdict for v1.0', () => {
  expect(toEvaluateResponse({ verdict: 'halt' })).toEqual({ verdict: 'halt', action: 'stop' });
});
