import { inspect } from 'node:util';
import { type CoreClientOptions } from './core-client-options';
import { resolveCoreClientOptions } from './resolve-core-client-options';

const good = { url: 'https://core.openbox.ai', apiKey: 'obx_live_Abc_123' };
const SEED = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const DID = 'did:aip:12345678-1234-5678-1234-567812345678';
const resolve = (options: CoreClientOptions, env: NodeJS.ProcessEnv = {}) =>
  resolveCoreClientOptions(options, env);
const failure = (options: CoreClientOptions, env: NodeJS.ProcessEnv = {}): Error => {
  try {
    resolve(options, env);
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was refused');
};

it('has defaults', () => {
  expect(resolve(good)).toMatchObject({
    url: 'https://core.openbox.ai',
    environment: 'live',
    timeoutMs: 30_000,
    onApiError: 'fail_open',
    authErrors: 'stop',
    validate: true,
    maxEventBytes: 256_000,
    maxConnections: 64,
    breaker: {},
  });
});

describe('environment variables', () => {
  const env = {
    OPENBOX_URL: 'https://env.example/base/',
    OPENBOX_API_KEY: 'obx_test_env',
    OPENBOX_GOVERNANCE_TIMEOUT: '2.5',
    OPENBOX_GOVERNANCE_POLICY: 'FAIL-CLOSED',
  };

  it('stand in for options', () => {
    expect(resolve({}, env)).toMatchObject({
      url: 'https://env.example/base',
      environment: 'test',
      timeoutMs: 2500,
      onApiError: 'fail_closed',
    });
  });

  // covers: W44
  it('have other names', () => {
    const other = {
      OPENBOX_API_URL: env.OPENBOX_URL,
      OPENBOX_API_KEY: env.OPENBOX_API_KEY,
      OPENBOX_TIMEOUT_SECONDS: '3',
      OPENBOX_ON_API_ERROR: 'fail_closed',
    };
    expect(resolve({}, other)).toMatchObject({
      url: 'https://env.example/base',
      timeoutMs: 3000,
      onApiError: 'fail_closed',
    });
    expect(resolve({}, { ...other, ...env })).toMatchObject({ timeoutMs: 2500 });
  });

  it('yield to options', () => {
    expect(resolve({ ...good, timeout: '1m', onApiError: 'fail_open' }, env)).toMatchObject({
      url: 'https://core.openbox.ai',
      environment: 'live',
      timeoutMs: 60_000,
      onApiError: 'fail_open',
    });
  });

  it('count as unset where they are blank', () => {
    const blank = {
      OPENBOX_GOVERNANCE_TIMEOUT: ' ',
      OPENBOX_GOVERNANCE_POLICY: '',
      OPENBOX_AGENT_DID: ' ',
      OPENBOX_URL: '',
    };
    expect(resolve(good, blank)).toMatchObject({ timeoutMs: 30_000, onApiError: 'fail_open' });
    expect(failure({ apiKey: good.apiKey }, blank).name).toBe('OpenBoxConfigError');
  });

  it('are read from the process where none are given', () => {
    expect(resolveCoreClientOptions(good).url).toBe(good.url);
  });
});

describe('the API key', () => {
  it.each(['obx_live_a', 'obx_test_A1_b', ' obx_test_trimmed '])('may be %p', (apiKey) => {
    expect(() => resolve({ ...good, apiKey })).not.toThrow();
  });

  // covers: W12
  it.each([
    'sk-sesame',
    'obx_key_sesame',
    'obx_live_',
    'obx_live_sesame!',
    'obx_live_sésame',
    'obx_prod_sesame',
    'OBX_LIVE_sesame',
    'xobx_live_sesame',
    'obx_live_sesame\nx',
  ])('must not be %p, which is not repeated', (apiKey) => {
    const error = failure({ ...good, apiKey });
    expect(error).toMatchObject({ name: 'OpenBoxConfigError', code: 'config_invalid' });
    expect(error.message).toMatch(/"apiKey".*OPENBOX_API_KEY/);
    expect(inspect(error)).not.toContain('sesame');
  });

  it('is needed, unless there is an authenticator', () => {
    expect(failure({ url: good.url }).message).toContain('OPENBOX_API_KEY');
    const authenticator = () => ({ pathPrefix: '/api/v2', headers: {} });
    expect(resolve({ url: good.url, authenticator })).toMatchObject({
      authenticator,
      environment: 'unknown',
    });
  });
});

describe('the URL', () => {
  it.each([
    ['https://core.openbox.ai/', 'https://core.openbox.ai'],
    ['https://core.openbox.ai///', 'https://core.openbox.ai'],
    ['https://CORE.openbox.ai:443/base/path/', 'https://core.openbox.ai/base/path'],
    ['http://localhost:8086', 'http://localhost:8086'],
    ['http://127.0.0.1:8086/', 'http://127.0.0.1:8086'],
    ['http://[::1]:8086', 'http://[::1]:8086'],
    [' https://core.openbox.ai ', 'https://core.openbox.ai'],
  ])('%p is %p', (url, expected) => {
    expect(resolve({ ...good, url }).url).toBe(expected);
  });

  // covers: 166
  it.each([
    'http://core.openbox.ai',
    'http://localhost.evil.example',
    'http://127.0.0.2',
    'http://0.0.0.0:8086',
    'http://[::2]',
  ])('must not be %p, which would send the key in clear', (url) => {
    expect(failure({ ...good, url })).toMatchObject({
      name: 'OpenBoxInsecureURLError',
      code: 'url_insecure',
    });
  });

  it.each([
    'core.openbox.ai',
    'ftp://core.openbox.ai',
    'https://user:sesame@core.openbox.ai',
    'https://core.openbox.ai?key=sesame',
    'https://core.openbox.ai?',
    'https://core.openbox.ai#sesame',
    'https://',
    '',
  ])('must not be %p', (url) => {
    const error = failure({ ...good, url });
    expect(error.name).toBe('OpenBoxConfigError');
    expect(error.message).toMatch(/"url".*OPENBOX_URL/);
    expect(error.message).not.toContain('sesame');
  });
});

describe('other options', () => {
  it.each([
    ['30s', 30_000],
    ['1 minute', 60_000],
    [250, 250],
  ])('take the timeout %p', (timeout, timeoutMs) => {
    expect(resolve({ ...good, timeout }).timeoutMs).toBe(timeoutMs);
  });

  it.each<[CoreClientOptions, NodeJS.ProcessEnv, string]>([
    [{ timeout: 'soon' }, {}, 'timeout'],
    [{ timeout: '' }, {}, 'timeout'],
    [{ timeout: 0 }, {}, 'timeout'],
    [{ timeout: '-1s' }, {}, 'timeout'],
    [{ timeout: Number.NaN }, {}, 'timeout'],
    [{ timeout: '60 days' }, {}, 'timeout'],
    [{}, { OPENBOX_GOVERNANCE_TIMEOUT: '30s' }, 'OPENBOX_GOVERNANCE_TIMEOUT'],
    [{}, { OPENBOX_TIMEOUT_SECONDS: '0' }, 'OPENBOX_TIMEOUT_SECONDS'],
    [{}, { OPENBOX_GOVERNANCE_POLICY: 'open' }, 'OPENBOX_GOVERNANCE_POLICY'],
    [{ maxEventBytes: 0 }, {}, 'maxEventBytes'],
    [{ maxConnections: 1.5 }, {}, 'maxConnections'],
    [{ breaker: { failureThreshold: 0 } }, {}, 'breaker.failureThreshold'],
    [{ agentDid: DID }, {}, 'agentPrivateKey'],
    [{ agentPrivateKey: SEED }, {}, 'agentDid'],
    [{ agentDid: 'did:aip:sesame', agentPrivateKey: SEED }, {}, 'agentDid'],
    [{ agentDid: DID, agentPrivateKey: 'sesame' }, {}, 'agentPrivateKey'],
    [{}, { OPENBOX_AGENT_DID: DID }, 'OPENBOX_AGENT_PRIVATE_KEY'],
  ])('refuse %p %p', (options, env, name) => {
    const error = failure({ ...good, ...options }, env);
    expect(error.name).toBe('OpenBoxConfigError');
    expect(error.message).toContain(name);
    expect(inspect(error)).not.toContain(SEED);
  });

  it.each([
    ['onApiError', 'open'],
    ['authErrors', 'ignore'],
  ])('refuse %s = %s from plain JavaScript', (name, value) => {
    expect(failure({ ...good, [name]: value }).message).toContain(`"${name}"`);
  });
});

it('shows no secret', () => {
  const resolved = resolve({ ...good, agentDid: DID, agentPrivateKey: SEED });
  const shown = inspect(resolved, { depth: 10, showHidden: true }) + JSON.stringify(resolved);
  expect(shown).not.toContain('Abc_123');
  expect(shown).not.toContain(SEED);
});

it('does not change the options', () => {
  const options = Object.freeze({ ...good, breaker: Object.freeze({ resetAfterMs: 1 }) });
  expect(resolve(options).breaker).toEqual({ resetAfterMs: 1 });
});
