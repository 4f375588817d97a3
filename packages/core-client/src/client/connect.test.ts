import { inspect } from 'node:util';
import { CoreClient } from './core-client';
import { type CoreClientOptions } from './core-client-options';
import { type Answer, API_KEY, EVENT, json, refusingUrl, startCoreServer } from './core-server.test-support';

jest.setTimeout(30_000);

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

async function connect(answer: Answer, options: CoreClientOptions = {}): Promise<CoreClient> {
  const server = await startCoreServer(answer);
  open.push(server);
  const client = await CoreClient.connect({ url: server.url, apiKey: API_KEY, timeout: 1000, ...options });
  open.push(client);
  return client;
}

const SEED = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const DID = 'did:aip:12345678-1234-5678-1234-567812345678';

it('makes no request in the constructor', async () => {
  const server = await startCoreServer(() => undefined);
  const client = new CoreClient({ url: server.url, apiKey: API_KEY });
  await client.close();
  await server.close();
  expect(server.connections()).toBe(0);
});

it('tells whom the key belongs to', async () => {
  const client = await connect((response, request) => {
    if (request.method === 'GET' && request.path === '/api/v1/auth/validate')
      json(response, { valid: true, active: true, agent_id: 'a1', agent_name: 'Agent' });
    else json(response, {}, 404);
  });
  expect(await client.validate()).toEqual({ agentId: 'a1', agentName: 'Agent', environment: 'test' });
});

it('takes the environment that Core says', async () => {
  const client = await connect((response) => json(response, { environment: 'live' }));
  expect(await client.validate()).toEqual({ environment: 'live' });
});

it('does not ask where validation is off', async () => {
  const client = await connect((response) => json(response, {}, 401), { validate: false });
  expect(client).toBeInstanceOf(CoreClient);
});

// covers: 164
it.each<[string, Answer, string, string]>([
  ['401', (response) => json(response, {}, 401), 'OpenBoxAuthError', 'key_refused'],
  ['403', (response) => json(response, {}, 403), 'OpenBoxAuthError', 'key_refused'],
  [
    'a key that is not valid',
    (response) => json(response, { valid: false }),
    'OpenBoxAuthError',
    'key_refused',
  ],
  [
    'a suspended agent',
    (response) => json(response, { valid: true, active: false }),
    'OpenBoxAuthError',
    'agent_inactive',
  ],
  ['500', (response) => json(response, {}, 500), 'OpenBoxNetworkError', 'api_unreachable'],
  ['404', (response) => json(response, {}, 404), 'OpenBoxNetworkError', 'api_unreachable'],
  ['no answer', () => undefined, 'OpenBoxNetworkError', 'api_unreachable'],
  ['HTML', (response) => response.end('<html>'), 'OpenBoxResponseError', 'response_invalid'],
  ['a list', (response) => json(response, []), 'OpenBoxResponseError', 'response_invalid'],
  [
    'a redirect',
    (response) => response.writeHead(302, { location: '/' }).end(),
    'OpenBoxResponseError',
    'response_invalid',
  ],
  [
    'a refused signature',
    (response) => json(response, { reason_code: 'signature_invalid' }, 401),
    'OpenBoxSigningError',
    'signing_failed',
  ],
])('fails for %s', async (_name, answer, name, code) => {
  await expect(connect(answer)).rejects.toMatchObject({ name, code });
});

// covers: 164
it('fails where nobody listens, and says what to do', async () => {
  const url = await refusingUrl();
  await expect(CoreClient.connect({ url, apiKey: API_KEY, timeout: 1000 })).rejects.toMatchObject({
    name: 'OpenBoxNetworkError',
    message: expect.stringMatching(/OPENBOX_URL/) as string,
  });
});

it('rejects with the reason of the caller', async () => {
  const client = await connect(() => undefined, { validate: false });
  const reason = new Error('cancelled');
  await expect(client.validate({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

describe('after close', () => {
  it('answers by the policy, and validate says why it cannot', async () => {
    const client = await connect((response) => json(response, { verdict: 'allow' }), {
      onApiError: 'fail_closed',
    });
    await client.close();
    await client.close();
    expect(await client.evaluate(EVENT)).toMatchObject({
      verdict: 'halt',
      fallbackUsed: true,
      reason: expect.stringContaining('closed') as string,
    });
    expect((await client.pollApproval({ workflowId: 'w', runId: 'r', activityId: 'a' })).state).toBe(
      'unavailable',
    );
    await expect(client.validate()).rejects.toMatchObject({ code: 'client_closed' });
  });

  it('has let running calls end', async () => {
    const client = await connect((response) => setImmediate(() => json(response, { verdict: 'block' })), {
      validate: false,
    });
    const [verdict] = await Promise.all([client.evaluate(EVENT), client.close()]);
    expect(verdict.verdict).toBe('block');
  });
});

describe('secrets', () => {
  const secrets = [API_KEY, API_KEY.slice('obx_test_'.length), SEED];
  const shown = (value: unknown) =>
    `${inspect(value, { depth: 20, showHidden: true })}${JSON.stringify(value)}${String(value)}`;

  // covers: W12
  it('are not in a client', async () => {
    const client = await connect((response) => json(response, {}), { agentDid: DID, agentPrivateKey: SEED });
    for (const secret of secrets) expect(shown(client)).not.toContain(secret);
  });

  // covers: W12
  it.each<[string, Answer]>([
    ['a refusal', (response) => json(response, {}, 401)],
    ['a reset', (response) => response.destroy()],
    ['a wrong answer', (response) => response.end('<html>')],
    ['no answer', () => undefined],
  ])('are not in the error after %s', async (_name, answer) => {
    const error: unknown = await connect(answer).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Error);
    for (const secret of secrets) expect(shown(error)).not.toContain(secret);
  });

  it('are not in the errors that a callback is told', async () => {
    const told: unknown[] = [];
    const client = await connect((response) => response.destroy(), {
      validate: false,
      onGovernanceError: (error) => told.push(error),
    });
    const verdict = await client.evaluate(EVENT);
    expect(told).toHaveLength(1);
    for (const secret of secrets) expect(shown([told, verdict])).not.toContain(secret);
  });
});
