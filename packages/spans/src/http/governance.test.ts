import { Agent, get, request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { GovernanceRefusedError } from '@openbox/core-client/contract';
import type { Operation } from '../gate/operation';
import type { OperationGate } from '../gate/operation-gate';
import { CapturedActivities } from './capture.test-support';
import { startTestServer, type TestServer } from './http-server.test-support';
import { loadUndici } from './programs.test-support';

let server: TestServer;
let activities: CapturedActivities;

beforeEach(async () => {
  server = await startTestServer();
  activities = new CapturedActivities();
});

afterEach(async () => {
  activities.shutdown();
  await server.close();
});

/** Answers when it is told to, and refuses URLs that have `refused` in them. */
class SlowGate implements OperationGate {
  readonly asked: Operation[] = [];
  readonly completed: Operation[] = [];
  readonly #waiting: (() => void)[] = [];
  #isOpen = false;

  async before(operation: Operation): Promise<void> {
    this.asked.push(operation);
    if (!this.#isOpen) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (JSON.stringify(operation.facts).includes('refused')) {
      throw new GovernanceRefusedError({ verdict: 'block', reason: 'not there' });
    }
  }

  after(operation: Operation): void {
    this.completed.push(operation);
  }

  open(): void {
    this.#isOpen = true;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async untilAsked(): Promise<void> {
    while (this.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

function openGate(): SlowGate {
  const gate = new SlowGate();
  gate.open();
  return gate;
}

function response(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
}

const undici7 = loadUndici('undici');
const undici6 = loadUndici('undici6');

const SENDERS: Readonly<Record<string, (url: string, body: string) => Promise<string>>> = {
  fetch: async (url, body) => (await fetch(url, { method: 'POST', body })).text(),
  'node:http': async (url, body) => text(await response(httpRequest(url, { method: 'POST' }).end(body))),
  'node:http without an agent': async (url, body) => {
    const createConnection = (): ReturnType<typeof connect> => connect(server.port, '127.0.0.1');
    return text(await response(httpRequest(url, { method: 'POST', createConnection }).end(body)));
  },
  'undici 7': async (url, body) => (await undici7.request(url, { method: 'POST', body })).body.text(),
  'undici 6': async (url, body) => (await undici6.request(url, { method: 'POST', body })).body.text(),
};

// Not by its class: under Jest, Node's own errors are of another realm.
function refusalIn(error: unknown): unknown {
  if (error instanceof GovernanceRefusedError) return error;
  return typeof error === 'object' && error !== null && 'cause' in error ? refusalIn(error.cause) : undefined;
}

/** Without an agent the program connects itself. */
function connectionsBefore(name: string): number {
  return name.includes('without') ? 1 : 0;
}

describe.each(Object.entries(SENDERS))('a request by %s', (name, send) => {
  it('waits for its verdict before anything leaves, and then goes on', async () => {
    const gate = new SlowGate();
    const { result, spans } = await activities.run(async () => {
      const answer = send(`${server.url}/echo`, 'the body');
      await gate.untilAsked();
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      expect(server.heads).toEqual([]);
      expect(server.connections()).toBeLessThanOrEqual(connectionsBefore(name));
      gate.open();
      return answer;
    }, gate);
    expect(JSON.parse(result)).toMatchObject({ method: 'POST', body: 'the body' });
    expect(gate.asked).toHaveLength(1);
    expect(gate.asked[0]).toMatchObject({
      type: 'http_request',
      name: 'POST',
      kind: 'CLIENT',
      spanId: spans[0]?.span_id,
      facts: { method: 'POST', url: `${server.url}/echo`, requestBody: 'the body' },
    });
    expect(gate.completed[0]).toMatchObject({
      spanId: spans[0]?.span_id,
      facts: { statusCode: 200, requestBody: 'the body', responseBody: result },
    });
  });

  // covers: 123
  it('that is refused fails as requests fail, and nothing has left', async () => {
    const gate = openGate();
    const { result, spans } = await activities.run(async (scope) => {
      const error: unknown = await send(`${server.url}/refused`, 'body').catch((reason: unknown) => reason);
      expect(scope.stopVerdict).toMatchObject({ verdict: 'block', reason: 'not there' });
      // The whole attempt is stopped now: nothing else is even asked for.
      expect(
        refusalIn(await send(`${server.url}/echo`, '').catch((reason: unknown) => reason)),
      ).toBeDefined();
      return error;
    }, gate);
    expect(refusalIn(result)).toBeInstanceOf(GovernanceRefusedError);
    expect(server.heads).toEqual([]);
    expect(server.connections()).toBeLessThanOrEqual(connectionsBefore(name));
    expect(gate.asked).toHaveLength(1);
    expect(gate.completed).toEqual([]);
    expect(spans).toHaveLength(2);
    expect(spans[0]).toMatchObject({
      status: { code: 'ERROR' },
      request_body: 'body',
      attributes: { 'governance.blocked': true, 'http.url': `${server.url}/refused` },
    });
  });

  it('refused by its body does not leave', async () => {
    const { result } = await activities.run(
      () => send(`${server.url}/echo`, 'refused words').catch((error: unknown) => error),
      openGate(),
    );
    expect(refusalIn(result)).toBeInstanceOf(GovernanceRefusedError);
    expect(server.heads).toEqual([]);
  });

  it('is refused by a gate that answers at once', async () => {
    const gate: OperationGate = {
      before: () => {
        throw new GovernanceRefusedError({ verdict: 'halt', reason: 'stop' });
      },
      after: () => undefined,
    };
    const { result } = await activities.run(
      () => send(`${server.url}/echo`, '').catch((error: unknown) => error),
      gate,
    );
    expect(refusalIn(result)).toMatchObject({ governanceVerdict: { verdict: 'halt' } });
    expect(server.heads).toEqual([]);
  });

  it('keeps the order and the concurrency of others', async () => {
    const gate = openGate();
    const { result } = await activities.run(
      () =>
        Promise.all(
          Array.from({ length: 20 }, (_, index) => send(`${server.url}/echo/${index}`, `${index}`)),
        ),
      gate,
    );
    expect(result.map((answer) => (JSON.parse(answer) as { body: string }).body)).toEqual(
      Array.from({ length: 20 }, (_, index) => `${index}`),
    );
  });
});

// undici 7, whose types these are, does not have this option any more.
const withRedirects: { method: 'GET' } = Object.assign({ method: 'GET' as const }, { maxRedirections: 2 });

describe('a redirect to where nothing may be sent', () => {
  const viaHttp = async (url: string): Promise<unknown> => {
    const first = await response(get(url));
    first.resume();
    return text(await response(get(new URL(first.headers.location ?? '', url))));
  };
  // covers: W3, W53
  it.each<[string, (url: string) => Promise<unknown>]>([
    ['fetch', async (url) => (await fetch(url)).text()],
    ['a program', viaHttp],
    [
      'an interceptor of undici 7',
      async (url) => {
        const dispatcher = new undici7.Agent().compose(undici7.interceptors.redirect({ maxRedirections: 2 }));
        return (await undici7.request(url, { dispatcher })).body.text();
      },
    ],
    [
      'an agent of undici 6',
      async (url) => {
        const dispatcher = new undici6.Agent();
        return (await undici6.request(url, { ...withRedirects, dispatcher })).body.text();
      },
    ],
    [
      'a client of undici 6',
      async (url) => {
        const client = new undici6.Client(new URL(url).origin);
        const options = { ...withRedirects, origin: server.url, path: url.slice(server.url.length) };
        return (await client.request(options)).body.text();
      },
    ],
    [
      'a pool of undici 6',
      async (url) => {
        const pool = new undici6.Pool(new URL(url).origin);
        const options = { ...withRedirects, origin: server.url, path: url.slice(server.url.length) };
        return (await pool.request(options)).body.text();
      },
    ],
  ])('by %s is refused there', async (_name, send) => {
    const { result, spans } = await activities.run(
      () => send(`${server.url}/redirect/307?to=/refused`).catch((error: unknown) => error),
      {
        before: (operation) =>
          operation.type === 'http_request' && new URL(operation.facts.url).pathname === '/refused'
            ? Promise.reject(new GovernanceRefusedError({ verdict: 'block', reason: 'not there' }))
            : Promise.resolve(),
        after: () => undefined,
      },
    );
    expect(refusalIn(result)).toBeInstanceOf(GovernanceRefusedError);
    expect(server.heads).toHaveLength(1);
    expect(spans.map(({ attributes }) => attributes['governance.blocked'])).toEqual([undefined, true]);
  });
});

describe('a request that waits', () => {
  it('can be destroyed', async () => {
    const gate = new SlowGate();
    await activities.run(async () => {
      const request = get(`${server.url}/echo`);
      const closed = new Promise((resolve) => request.on('error', resolve));
      await gate.untilAsked();
      request.destroy(new RangeError('enough'));
      expect(await closed).toEqual(new RangeError('enough'));
      gate.open();
    }, gate);
    expect(server.heads).toEqual([]);
  });

  it('can be aborted', async () => {
    const gate = new SlowGate();
    await activities.run(async () => {
      const controller = new AbortController();
      const { signal } = controller;
      const rejected = [
        fetch(`${server.url}/echo`, { signal }),
        undici7.request(`${server.url}/echo`, { signal }),
        undici6.request(`${server.url}/echo`, { signal }),
        response(get(`${server.url}/echo`, { signal })),
      ].map((promise: Promise<unknown>) => promise.catch((error: unknown) => error));
      while (gate.asked.length < 4) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      const errors = await Promise.all(rejected);
      expect(errors.map((error) => (error as Error).name)).toEqual(Array(4).fill('AbortError'));
      gate.open();
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    }, gate);
    expect(server.heads).toEqual([]);
  });

  it('holds back a stream that is piped into it', async () => {
    const gate = new SlowGate();
    const whole = new CapturedActivities({ maxBodyBytes: 0 });
    const { result, spans } = await whole.run(async () => {
      const source = new PassThrough();
      const request = httpRequest(`${server.url}/echo`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
      });
      const answer = response(request);
      source.pipe(request);
      await gate.untilAsked();
      let isFull = false;
      for (let count = 0; count < 100 && !isFull; count += 1) {
        isFull = !source.write('x'.repeat(10_000));
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect(isFull).toBe(true);
      expect(request.writableLength).toBeLessThan(200_000);
      gate.open();
      source.end();
      return text(await answer);
    }, gate);
    whole.shutdown();
    const { body } = JSON.parse(result) as { body: string };
    expect(spans[0]?.request_body).toBe(body);
  });

  // covers: 144
  it('never reads a stream that is refused', async () => {
    let chunks = 0;
    const source = new Readable({
      read() {
        chunks += 1;
        this.push('x'.repeat(1_000));
      },
    });
    const body = Readable.toWeb(source) as ReadableStream;
    const { result } = await activities.run(
      () =>
        fetch(`${server.url}/refused`, { method: 'POST', body, duplex: 'half' }).catch(
          (error: unknown) => error,
        ),
      openGate(),
    );
    expect(refusalIn(result)).toBeInstanceOf(GovernanceRefusedError);
    expect(chunks).toBeLessThan(50);
    expect(server.heads).toEqual([]);
  });
});

describe('without a gate that answers later', () => {
  it.each<[string, OperationGate | undefined]>([
    ['no gate', undefined],
    ['one that answers at once', { before: () => undefined, after: () => undefined }],
  ])('a request has asked for its connection in the same tick, with %s', async (_name, gate) => {
    const agent = new Agent();
    const { result } = await activities.run(async () => {
      const request = get(`${server.url}/echo`, { agent });
      const sockets = Object.keys(agent.sockets);
      const answer = await response(request);
      await text(answer);
      agent.destroy();
      return sockets;
    }, gate);
    expect(result).toEqual([`127.0.0.1:${server.port}:`]);
  });
});
