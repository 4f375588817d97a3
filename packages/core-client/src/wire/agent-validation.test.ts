import { parseAgentValidation } from './agent-validation';
import { parseReasonCode } from './error-body';

it('reads who the agent is', () => {
  const body = {
    valid: true,
    active: false,
    agent_id: 'a',
    agent_name: 'n',
    environment: 'live',
    message: 'm',
    more: 1,
  };
  expect(parseAgentValidation(body)).toEqual({
    valid: true,
    active: false,
    agentId: 'a',
    agentName: 'n',
    environment: 'live',
    message: 'm',
  });
});

it('takes the silence of an older Core for good', () => {
  expect(parseAgentValidation({})).toEqual({ valid: true, active: true });
});

it.each([[null], [[]], ['ok'], [undefined]])('reads nothing from %p', (body) => {
  expect(parseAgentValidation(body)).toBeUndefined();
});

it.each<[unknown, string | undefined]>([
  [{ reason_code: 'a', code: 'b', reason: 'c' }, 'a'],
  [{ code: 401, reason: 'c' }, '401'],
  [{ reason: 'c' }, 'c'],
  [{}, undefined],
  ['x', undefined],
])('reads the reason code of %p', (body, code) => {
  expect(parseReasonCode(body)).toBe(code);
});
