import { type ServerResponse } from 'node:http';
import { type GovernanceEvent } from '../contract/events';
import { CoreClient } from './core-client';
import { type CoreClientOptions } from './core-client-options';
import {
  type Answer,
  API_KEY,
  type CoreServer,
  EVENT,
  json,
  refusingUrl,
  startCoreServer,
} from './core-server.test-support';

jest.setTimeout(30_000);

const open: (CoreServer | CoreClient)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

async function serve(answer: Answer, options: CoreClientOptions = {}) {
  const server = await startCoreServer(answer);
  const errors: Error[] = [];
  const client = new CoreClient({
    url: server.url,
    apiKey: API_KEY,
    timeout: 5000,
    onGovernanceError: (error) => errors.push(error),
    ...options,
  });
  open.push(server, client);
  return { server, client, errors };
}

const allow: Answer = (response) => json(response, { verdict: 'allow' });

describe('a request', () => {
  // covers: M15
  it('is what Core expects', async () => {
    const { server, client } = await serve(allow);
    await client.evaluate({ ...EVENT, timestamp: '2026-01-11T17:43:39.000Z' });
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'POST',
      path: '/api/v1/governance/evaluate',
      headers: {
        authorization: `Bearer ${API_KEY}`,
        'content-type': 'application/json',
        'user-agent': expect.stringMatching(
          /^OpenBox-SDK\/openbox-temporal-typescript-v\d+\.\d+\.\d+$/,
        ) as string,
        'x-openbox-sdk-version': expect.stringMatching(
          /^openbox-temporal-typescript-v\d+\.\d+\.\d+$/,
        ) as string,
      },
    });
    expect(JSON.parse(String(request?.body))).toEqual({ ...EVENT, timestamp: '2026-01-11T17:43:39.000Z' });
  });

  // covers: 83, W75
  it('is stamped with the time where the event has none', async () => {
    const { server, client } = await serve(allow);
    const event = Object.freeze({ ...EVENT });
    const before = Date.now();
    await client.evaluate(event);
    const { timestamp } = JSON.parse(String(server.requests[0]?.body)) as { timestamp: string };
    expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
    expect(event).toEqual(EVENT);
  });

  it('keeps the path of the base URL', async () => {
    const { server } = await serve(allow);
    const client = new CoreClient({ url: `${server.url}/openbox//`, apiKey: API_KEY });
    open.push(client);
    await client.evaluate(EVENT);
    expect(server.requests[0]?.path).toBe('/openbox/api/v1/governance/evaluate');
  });

  // covers: W42
  it('goes over a kept connection', async () => {
    const { server, client } = await serve(allow);
    for (let count = 0; count < 30; count += 1) await client.evaluate(EVENT);
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it('opens no more connections than allowed', async () => {
    const { server, client } = await serve(allow, { maxConnections: 2 });
    await Promise.all(Array.from({ length: 20 }, () => client.evaluate(EVENT)));
    expect(server.requests).toHaveLength(20);
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  it('takes any values', async () => {
    const { server, client } = await serve(allow);
    const cyclic: unknown[] = [];
    cyclic.push([cyclic], 1n, new Map([['k', new Date(0)]]), '\ud800', () => undefined);
    await client.evaluate({ ...EVENT, activity_input: [cyclic] });
    const body = JSON.parse(String(server.requests[0]?.body)) as GovernanceEvent;
    expect(body.activity_input).toEqual([
      [['[circular]'], '1', { k: '1970-01-01T00:00:00.000Z' }, '\ufffd', '[function anonymous]'],
    ]);
  });
});

it.each(['allow', 'constrain', 'require_approval', 'block', 'halt'])('resolves with %s', async (verdict) => {
  const { client, errors } = await serve((response) => json(response, { verdict, reason: 'because' }));
  expect(await client.evaluate(EVENT)).toMatchObject({ verdict, reason: 'because' });
  expect(errors).toEqual([]);
});

const broken: [string, Answer, string][] = [
  ['500', (response) => json(response, { verdict: 'allow' }, 500), 'HTTP 500'],
  ['503', (response) => json(response, {}, 503), 'HTTP 503'],
  ['400', (response) => json(response, { code: 400, message: 'sesame' }, 400), 'HTTP 400'],
  ['422', (response) => json(response, {}, 422), 'HTTP 422'],
  ['404', (response) => json(response, { verdict: 'allow' }, 404), 'HTTP 404'],
  ['201', (response) => json(response, { verdict: 'allow' }, 201), 'HTTP 201'],
  ['204', (response) => response.writeHead(204).end(), 'HTTP 204'],
  ['302 with a verdict', redirect(302), 'HTTP 302'],
  ['307 with a verdict', redirect(307), 'HTTP 307'],
  ['304', (response) => response.writeHead(304).end(), 'HTTP 304'],
  [
    'HTML',
    (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>allow sesame</html>'),
    'the answer is not JSON',
  ],
  ['nothing', (response) => response.writeHead(200).end(), 'the answer is not JSON'],
  ['half of JSON', (response) => response.end('{"verdict":"allow"'), 'the answer is not JSON'],
  ['a list', (response) => json(response, [{ verdict: 'allow' }]), 'the answer is not a JSON object'],
  ['null', (response) => json(response, null), 'the answer is not a JSON object'],
  ['no verdict', (response) => json(response, {}), 'the answer has no verdict'],
  [
    'an unknown verdict',
    (response) => json(response, { verdict: 'sesame' }),
    'the answer has a verdict that is not known',
  ],
  [
    'unusable guardrails',
    (response) => json(response, { verdict: 'allow', guardrails_result: [1] }),
    'guardrails result',
  ],
  ['too much', (response) => response.end(`{"verdict":"allow","x":"${'x'.repeat(9_000_000)}"}`), 'bytes'],
  [
    'half of an answer',
    (response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
    'connection lost',
  ],
  ['a reset', (response) => response.destroy(), 'connection lost'],
];

function redirect(status: number): Answer {
  return (response, request) => {
    response.writeHead(status, { location: request.path });
    response.end(JSON.stringify({ verdict: 'allow' }));
  };
}

describe.each(broken)('an answer of %s', (_name, answer, reason) => {
  // covers: 105, W2
  it('is an allow of the policy when it fails open', async () => {
    const { client, errors, server } = await serve(answer);
    const verdict = await client.evaluate(EVENT);
    expect(verdict).toEqual({
      verdict: 'allow',
      fallbackUsed: true,
      reason: expect.stringContaining(reason) as string,
    });
    expect(verdict.reason).toMatch(/^Governance API error: /);
    expect(verdict.reason).not.toContain('sesame');
    expect(errors).toHaveLength(1);
    expect(server.requests).toHaveLength(1);
  });

  // covers: 3, 105, W2, W5
  it('is a halt of the policy when it fails closed', async () => {
    const { client, server } = await serve(answer, { onApiError: 'fail_closed' });
    expect(await client.evaluate(EVENT)).toMatchObject({ verdict: 'halt', fallbackUsed: true });
    expect(server.requests).toHaveLength(1);
  });
});

it('says exactly what failed', async () => {
  const { client } = await serve((response) => json(response, {}, 500), { onApiError: 'fail_closed' });
  expect(await client.evaluate(EVENT)).toEqual({
    verdict: 'halt',
    fallbackUsed: true,
    reason: 'Governance API error: HTTP 500',
  });
});

describe.each([401, 403])('an answer of %i', (status) => {
  const refuse = (response: ServerResponse) => json(response, { verdict: 'allow' }, status);

  // covers: 106, W49, M3
  it('stops although it fails open', async () => {
    const { client, errors } = await serve(refuse, { onApiError: 'fail_open' });
    expect(await client.evaluate(EVENT)).toEqual({
      verdict: 'halt',
      fallbackUsed: true,
      reason: `Governance API error: HTTP ${String(status)}`,
    });
    expect(errors).toMatchObject([{ code: 'key_refused' }]);
  });

  it('follows the policy where it is told to', async () => {
    const { client } = await serve(refuse, { onApiError: 'fail_open', authErrors: 'follow_policy' });
    expect((await client.evaluate(EVENT)).verdict).toBe('allow');
  });
});

describe('a Core that is not there', () => {
  it('is an API error', async () => {
    const client = new CoreClient({ url: await refusingUrl(), apiKey: API_KEY, onApiError: 'fail_closed' });
    open.push(client);
    expect(await client.evaluate(EVENT)).toEqual({
      verdict: 'halt',
      fallbackUsed: true,
      reason: 'Governance API error: connection refused (ECONNREFUSED)',
    });
  });

  // covers: 109, T2
  it('costs no more than the deadline where it hangs', async () => {
    const { client, server } = await serve(() => undefined, { timeout: 100 });
    const startedAtMs = performance.now();
    expect(await client.evaluate(EVENT)).toMatchObject({
      verdict: 'allow',
      reason: 'Governance API error: no answer within 100 ms',
    });
    expect(performance.now() - startedAtMs).toBeLessThan(4000);
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  it('costs no more than the deadline where its answer does not end', async () => {
    const { client } = await serve((response) => response.writeHead(200).write('{'), { timeout: 100 });
    expect((await client.evaluate(EVENT)).reason).toContain('no answer within 100 ms');
  });
});

describe('abortion by the caller', () => {
  it('rejects with the reason, before anything is sent', async () => {
    const { client, server } = await serve(allow);
    const reason = new Error('cancelled');
    await expect(client.evaluate(EVENT, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(0);
  });

  // covers: 108
  it.each([[new Error('cancelled')], ['a text']])(
    'rejects with %p while Core is deciding',
    async (reason) => {
      const controller = new AbortController();
      const { client, errors } = await serve(() => controller.abort(reason));
      await expect(client.evaluate(EVENT, { signal: controller.signal })).rejects.toBe(reason);
      expect(errors).toEqual([]);
    },
  );

  it('leaves nothing on the signal', async () => {
    const { client } = await serve(allow);
    const controller = new AbortController();
    const removed = jest.spyOn(controller.signal, 'removeEventListener');
    const added = jest.spyOn(controller.signal, 'addEventListener');
    await client.evaluate(EVENT, { signal: controller.signal });
    expect(removed).toHaveBeenCalledTimes(added.mock.calls.length);
  });
});

describe('callbacks', () => {
  // covers: W49
  it('are told the event', async () => {
    const told: unknown[] = [];
    const { client } = await serve((response) => json(response, {}, 500), {
      onGovernanceError: (_error, context) => told.push(context),
    });
    await client.evaluate(EVENT);
    expect(told).toEqual([{ event: EVENT }]);
  });

  it('cannot disturb the call', async () => {
    const { client } = await serve((response) => json(response, {}, 500), {
      onGovernanceError: () => {
        throw new Error('mine');
      },
    });
    expect((await client.evaluate(EVENT)).verdict).toBe('allow');
    const rejecting = (): unknown => Promise.reject(new Error('mine'));
    const { client: other } = await serve((response) => json(response, {}, 500), {
      onGovernanceError: rejecting,
    });
    expect((await other.evaluate(EVENT)).verdict).toBe('allow');
  });
});
