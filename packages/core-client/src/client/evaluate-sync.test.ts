import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Authenticator } from './authenticator';
import {
  type CoreProcess,
  type CoreProcessAnswer,
  startCoreProcess,
} from './blocking/core-process.test-support';
import { CoreClient } from './core-client';
import { type CoreClientOptions } from './core-client-options';
import { API_KEY, EVENT, refusingUrl } from './core-server.test-support';
import { SDK_IDENTIFIER } from './sdk-version';

const open: { close(): Promise<void> }[] = [];
const SEED = Buffer.alloc(32, 7).toString('base64');
const AGENT_DID = 'did:aip:00000000-0000-4000-8000-000000000001';

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

async function coreAnswering(...answers: CoreProcessAnswer[]): Promise<CoreProcess> {
  const core = await startCoreProcess(answers);
  open.push(core);
  return core;
}

function clientOf(url: string, options: CoreClientOptions = {}): CoreClient {
  const client = new CoreClient({
    url,
    apiKey: API_KEY,
    timeout: 5_000,
    onApiError: 'fail_closed',
    ...options,
  });
  open.push(client);
  return client;
}

const allow = { status: 200, body: { verdict: 'allow' } };

describe('evaluateSync', () => {
  it('asks as evaluate does: same request, same verdict, connections that are kept', async () => {
    const answer = { status: 200, body: { verdict: 'block', reason: 'no', policy_id: 'p' } };
    const core = await coreAnswering(answer);
    const client = clientOf(core.url);
    const event = { ...EVENT, timestamp: '2030-01-01T00:00:00.000Z' };
    const blocking = [client.evaluateSync(event), client.evaluateSync(event)];
    const waiting = await client.evaluate(event);
    expect(blocking).toEqual([waiting, waiting]);
    expect(waiting).toMatchObject({ verdict: 'block', reason: 'no', policyId: 'p' });
    const [first, second, last] = await core.requests();
    expect(first).toMatchObject({
      method: 'POST',
      url: '/api/v1/governance/evaluate',
      headers: { authorization: `Bearer ${API_KEY}`, 'user-agent': `OpenBox-SDK/${SDK_IDENTIFIER}` },
    });
    expect(second?.port).toBe(first?.port);
    expect({ ...first, port: 0 }).toEqual({ ...last, port: 0 });
  });

  it('sets the timestamp where there is none', async () => {
    const core = await coreAnswering(allow);
    clientOf(core.url).evaluateSync(EVENT);
    const [request] = await core.requests();
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ timestamp: expect.stringMatching(/^2.*Z$/) });
  });

  it('signs each request with the identity of the agent', async () => {
    const core = await coreAnswering({ status: 429, headers: { 'retry-after': '0' } }, allow);
    const client = clientOf(core.url, { agentDid: AGENT_DID, agentPrivateKey: SEED });
    expect(client.evaluateSync(EVENT).verdict).toBe('allow');
    const requests = await core.requests();
    const nonces = requests.map(({ headers }) => headers['x-openbox-agent-nonce']);
    expect(new Set(nonces).size).toBe(2);
    expect(requests[0]?.headers['x-openbox-agent-did']).toBe(AGENT_DID);
  });

  it('lets an authenticator of one’s own sign, unless it answers with a promise', async () => {
    const core = await coreAnswering(allow);
    const headers = { 'x-proof': 'mine' };
    const own = clientOf(core.url, { authenticator: () => ({ pathPrefix: '/v9', headers }) });
    expect(own.evaluateSync(EVENT)).toMatchObject({ verdict: 'allow' });
    expect((await core.requests())[0]).toMatchObject({ url: '/v9/governance/evaluate', headers });
    const later: Authenticator = () => Promise.resolve({ pathPrefix: '/v9', headers });
    const throwing: Authenticator = () => {
      throw new Error(`bad ${SEED}`);
    };
    const onApiError = 'fail_open';
    expect(clientOf(core.url, { authenticator: later, onApiError }).evaluateSync(EVENT)).toMatchObject({
      verdict: 'halt',
      fallbackUsed: true,
      reason: expect.stringContaining('"authenticator" answers with a promise'),
    });
    const refused = clientOf(core.url, { authenticator: throwing, onApiError }).evaluateSync(EVENT);
    expect(refused).toEqual({
      verdict: 'halt',
      fallbackUsed: true,
      reason: 'Governance API error: the request could not be signed',
    });
    expect(await core.requests()).toHaveLength(1);
  });

  it.each([
    ['HTTP 500', { status: 500 }, 'HTTP 500', 'allow'],
    ['no verdict', { status: 200, body: {} }, '', 'allow'],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }, 'HTTP 307', 'allow'],
    ['a revoked key', { status: 401 }, 'HTTP 401', 'halt'],
    ['a key without the right', { status: 403 }, 'HTTP 403', 'halt'],
  ] as const)('follows the policy after %s, and tells of it', async (_name, answer, reason, openVerdict) => {
    const core = await coreAnswering(answer);
    const errors: unknown[] = [];
    const onGovernanceError: CoreClientOptions['onGovernanceError'] = (error, context) => {
      errors.push([error.name, context.event]);
    };
    const closed = clientOf(core.url, { onGovernanceError }).evaluateSync(EVENT);
    expect(closed).toMatchObject({ verdict: 'halt', fallbackUsed: true });
    expect(closed.reason).toContain(`Governance API error: ${reason}`);
    expect(clientOf(core.url, { onApiError: 'fail_open' }).evaluateSync(EVENT).verdict).toBe(openVerdict);
    expect(errors).toEqual([[expect.stringMatching(/^OpenBox/), EVENT]]);
    expect(await core.requests()).toHaveLength(2);
  });

  it('asks no more for a while where nobody answers, and says so', async () => {
    const warnings: string[] = [];
    const options = { breaker: { failureThreshold: 1 }, onWarning: (text: string) => warnings.push(text) };
    const client = clientOf(await refusingUrl(), options);
    expect(client.evaluateSync(EVENT).reason).toContain('connection refused');
    client.evaluateSync(EVENT);
    expect(client.evaluateSync(EVENT).reason).toContain('it was not asked');
    expect(warnings[0]).toContain('does not answer');
  });

  it('takes no longer than the timeout where Core hangs', async () => {
    const core = await coreAnswering({});
    const client = clientOf(core.url, { timeout: 300 });
    client.evaluateSync(EVENT);
    expect(client.evaluateSync(EVENT)).toMatchObject({ verdict: 'halt', fallbackUsed: true });
  });

  it('answers by policy once it is closed', async () => {
    const core = await coreAnswering(allow);
    const client = clientOf(core.url);
    expect(client.evaluateSync(EVENT).verdict).toBe('allow');
    await client.close();
    expect(client.evaluateSync(EVENT)).toMatchObject({ verdict: 'halt', fallbackUsed: true });
  });

  it('keeps no process alive, hands no secret over, and loads nothing that the program preloads', async () => {
    const core = await coreAnswering(allow);
    const script = `
      const threads = require('node:worker_threads');
      const seen = [];
      const Real = threads.Worker;
      threads.Worker = class extends Real {
        constructor(file, options) { super(file, options); seen.push(JSON.stringify([file, options])); }
      };
      const { CoreClient } = require('@openbox/core-client');
      const client = new CoreClient({ url: ${JSON.stringify(core.url)}, apiKey: '${API_KEY}', agentDid: '${AGENT_DID}', agentPrivateKey: '${SEED}' });
      const { verdict } = client.evaluateSync({ event_type: 'WorkflowStarted' });
      console.log(JSON.stringify({ verdict, threads: seen.length, leaks: /obx_test|${SEED}/.test(seen.join()) }));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
      cwd: join(__dirname, '../..'),
      timeout: 20_000,
    });
    expect(JSON.parse(stdout)).toEqual({ verdict: 'allow', threads: 1, leaks: false });
  });
});
