import { inspect } from 'node:util';
import { GovernanceRefusedError } from './governance-refused-error';
import { OpenBoxAuthError } from './openbox-auth-error';
import { OpenBoxConfigError } from './openbox-config-error';
import { OpenBoxError } from './openbox-error';
import { OpenBoxInsecureURLError } from './openbox-insecure-url-error';
import { OpenBoxNetworkError } from './openbox-network-error';
import { OpenBoxResponseError } from './openbox-response-error';
import { OpenBoxSigningError } from './openbox-signing-error';

const errors = [
  { error: new OpenBoxConfigError('m'), name: 'OpenBoxConfigError', code: 'config_invalid' },
  { error: new OpenBoxInsecureURLError('m'), name: 'OpenBoxInsecureURLError', code: 'url_insecure' },
  { error: new OpenBoxAuthError('key_refused', 'm'), name: 'OpenBoxAuthError', code: 'key_refused' },
  { error: new OpenBoxAuthError('agent_inactive', 'm'), name: 'OpenBoxAuthError', code: 'agent_inactive' },
  { error: new OpenBoxNetworkError('m'), name: 'OpenBoxNetworkError', code: 'api_unreachable' },
  { error: new OpenBoxResponseError('m'), name: 'OpenBoxResponseError', code: 'response_invalid' },
  { error: new OpenBoxSigningError('m'), name: 'OpenBoxSigningError', code: 'signing_failed' },
  {
    error: new GovernanceRefusedError({ verdict: 'block' }, 'm'),
    name: 'GovernanceRefusedError',
    code: 'governance_refused',
  },
];

describe.each(errors)('$name ($code)', ({ error, name, code }) => {
  it('has name, code and a message that begins with the code', () => {
    expect({ name: error.name, code: error.code, message: error.message }).toEqual({
      name,
      code,
      message: `[${code}] m`,
    });
  });

  it('is an Error and an OpenBoxError', () => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(OpenBoxError);
    expect(OpenBoxError.is(error)).toBe(true);
  });
});

/** An error as another copy of the package makes it. */
const foreign = (name: string) => Object.assign(new Error('m'), { name, isOpenBoxError: true });

describe('instanceof', () => {
  it('works across copies of the package', () => {
    expect(foreign('OpenBoxAuthError')).toBeInstanceOf(OpenBoxError);
    expect(foreign('OpenBoxAuthError')).toBeInstanceOf(OpenBoxAuthError);
    expect(foreign('OpenBoxAuthError')).not.toBeInstanceOf(OpenBoxConfigError);
  });

  it('does not take one class for another', () => {
    expect(new OpenBoxConfigError('m')).not.toBeInstanceOf(OpenBoxAuthError);
    expect(new Error('m')).not.toBeInstanceOf(OpenBoxError);
  });

  it('works for a class of the user', () => {
    class Own extends OpenBoxConfigError {}
    expect(new Own('m')).toBeInstanceOf(Own);
    expect(new OpenBoxConfigError('m')).not.toBeInstanceOf(Own);
  });
});

it.each([[undefined], [null], ['x'], [{}], [new Error('x')]])('%p is no OpenBoxError', (value) => {
  expect(OpenBoxError.is(value)).toBe(false);
});

it('keeps the cause', () => {
  const cause = new Error('root');
  expect(new OpenBoxNetworkError('m', { cause }).cause).toBe(cause);
});

// covers: W12
it('does not print the answer behind a refusal', () => {
  const error = new GovernanceRefusedError({ verdict: 'block', reason: 'no', raw: { note: 'sesame' } });
  expect(error.message).toBe('[governance_refused] Governance block: no');
  expect(error.verdict).toBe(error.governanceVerdict);
  expect(inspect(error)).not.toContain('sesame');
});
