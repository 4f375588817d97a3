import { createServer } from 'node:net';
import { CoreClient } from './core-client';
import {
  type Answer,
  API_KEY,
  type CoreServer,
  EVENT,
  json,
  refusingUrl,
  startCoreServer,
} from './core-server.test-support';
import { parseRetryAfterMs } from './retry-after';

jest.setTimeout(30_000);

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

async function serve(answer: Answer, timeout = 5000): Promise<{ server: CoreServer; client: CoreClient }> {
  const server = await startCoreServer(answer);
  const client = new CoreClient({ url: server.url, apiKey: API_KEY, timeout });
  open.push(server, client);
  return { server, client };
}

const POLL = { workflowId: 'w', runId: 'r', activityId: 'a' };
const busy =
  (retryAfter?: string): Answer =>
  (response, _request, index) => {
    if (index > 0) json(response, { verdict: 'block', action: 'allow' });
    else response.writeHead(429, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end();
  };

describe('an event', () => {
  it.each([[undefined], ['0'], ['Thu, 01 Jan 1970 00:00:00 GMT']])(
    'is sent again after 429 with Retry-After %p',
    async (retryAfter) => {
      const { client, server } = await serve(busy(retryAfter));
      expect((await client.evaluate(EVENT)).verdict).toBe('block');
      expect(server.requests).toHaveLength(2);
      expect(server.requests[1]?.body).toEqual(server.requests[0]?.body);
    },
  );

  it('waits as long as it is asked to', async () => {
    const { client } = await serve(busy('1'));
    const startedAtMs = performance.now();
    await client.evaluate(EVENT);
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(990);
  });

  it('does not wait beyond its deadline', async () => {
    const { client, server } = await serve(busy('60'), 2000);
    const startedAtMs = performance.now();
    expect(await client.evaluate(EVENT)).toMatchObject({
      verdict: 'allow',
      reason: 'Governance API error: HTTP 429',
    });
    expect(performance.now() - startedAtMs).toBeLessThan(1500);
    expect(server.requests).toHaveLength(1);
  });

  // covers: T2
  it('is given up after a few times', async () => {
    const { client, server } = await serve((response) =>
      response.writeHead(429, { 'retry-after': '0' }).end(),
    );
    expect((await client.evaluate(EVENT)).reason).toContain('HTTP 429');
    expect(server.requests).toHaveLength(4);
  });

  it('is sent again where no connection came about', async () => {
    const url = await refusingUrl();
    const late = createServer((socket) => {
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\ncontent-length: 19\r\n\r\n{"verdict":"block"}'),
      );
    });
    let attempts = 0;
    const client = new CoreClient({
      url,
      timeout: 5000,
      authenticator: () => {
        attempts += 1;
        if (attempts === 2) late.listen(Number(new URL(url).port), '127.0.0.1');
        return { pathPrefix: '/api/v1', headers: {} };
      },
    });
    open.push(client, late);
    expect((await client.evaluate(EVENT)).verdict).toBe('block');
    expect(attempts).toBeGreaterThan(1);
  });
});

describe('a poll', () => {
  it.each<[string, Answer]>([
    ['429', (response) => response.writeHead(429).end()],
    ['500', (response) => response.writeHead(500).end()],
    ['503', (response) => response.writeHead(503, { 'retry-after': '0' }).end()],
    ['a reset', (response) => response.destroy()],
  ])('is repeated after %s', async (_name, fail) => {
    const { client, server } = await serve((response, request, index) => {
      if (index === 0) fail(response, request, index);
      else json(response, { action: 'allow' });
    });
    expect((await client.pollApproval(POLL)).state).toBe('approved');
    expect(server.requests).toHaveLength(2);
  });

  it('is not repeated after 400', async () => {
    const { client, server } = await serve((response) => json(response, {}, 400));
    expect((await client.pollApproval(POLL)).state).toBe('unavailable');
    expect(server.requests).toHaveLength(1);
  });
});

it.each<[string | null | undefined, number | undefined]>([
  [undefined, undefined],
  [null, undefined],
  ['', undefined],
  ['soon', undefined],
  ['2', 2000],
  ['0.5', 500],
  ['-1', 0],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
])('reads Retry-After %p as %p ms', (value, waitMs) => {
  expect(parseRetryAfterMs(value, 1000)).toBe(waitMs);
});
