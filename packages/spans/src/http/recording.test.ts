import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { suppressed } from '../otel/suppressed';
import { InMemoryGate } from '../testing/in-memory-gate';
import { CapturedActivities } from './capture.test-support';
import { httpCapture } from './http-capture';
import { loadUndici } from './programs.test-support';
import { LONG_TEXT, startTestServer, type TestServer } from './http-server.test-support';

let server: TestServer;
let activities: CapturedActivities;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server.close();
});

beforeEach(() => {
  activities = new CapturedActivities();
});

afterEach(() => {
  activities.shutdown();
});

type Send = (path: string, body?: string, type?: string) => Promise<string>;

const byFetch: Send = async (path, body, type) => {
  const headers = type === undefined ? {} : { 'content-type': type };
  const result = await fetch(server.url + path, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body }),
  });
  return result.text();
};

const byHttp: Send = (path, body, type) =>
  new Promise((resolve, reject) => {
    const headers = type === undefined ? {} : { 'content-type': type };
    httpRequest(server.url + path, { method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      resolve(text(response));
    })
      .on('error', reject)
      .end(body);
  });

function byUndici(name: string): Send {
  const { request } = loadUndici(name);
  return async (path, body, type) => {
    const headers = type === undefined ? {} : { 'content-type': type };
    const result = await request(server.url + path, {
      headers,
      ...(body === undefined
        ? {}
        : { method: 'POST', body: Readable.from([body.slice(0, 3), body.slice(3)]) }),
    });
    return result.body.text();
  };
}

describe.each([
  ['fetch', byFetch],
  ['node:http', byHttp],
  ['undici 7', byUndici('undici')],
  ['undici 6', byUndici('undici6')],
])('a request by %s', (_name, send) => {
  // covers: 114, 140, W32
  it('has the attributes of the specification, with bodies and headers at the root alone', async () => {
    const { spans } = await activities.run(() => send('/echo/a?b=1', '{"question":1}', 'application/json'));
    expect(spans).toHaveLength(1);
    const [span] = spans;
    expect(span).toMatchObject({
      name: 'POST',
      kind: 'CLIENT',
      status: { code: 'UNSET', description: null },
      http_method: 'POST',
      http_status_code: 200,
      request_body: '{"question":1}',
      response_body: '{"method":"POST","path":"/echo/a","body":"{\\"question\\":1}"}',
      request_headers: { 'content-type': 'application/json' },
      response_headers: { 'content-type': 'application/json', 'x-request-id': 'req-1' },
    });
    expect(span?.attributes).toEqual({
      'http.method': 'POST',
      'http.url': `${server.url}/echo/a?b=1`,
      'http.host': `127.0.0.1:${server.port}`,
      'http.scheme': 'http',
      'http.target': '/echo/a?b=1',
      'http.status_code': 200,
      'net.peer.name': '127.0.0.1',
      'net.peer.port': server.port,
    });
  });

  it('is an error from 400 on', async () => {
    const gate = new InMemoryGate();
    const { spans } = await activities.run(() => send('/status/404'), gate);
    expect(spans[0]).toMatchObject({
      status: { code: 'ERROR', description: 'HTTP 404' },
      http_status_code: 404,
      response_body: '{"status":404}',
    });
    expect(gate.completed[0]).toMatchObject({ error: 'HTTP 404', facts: { statusCode: 404 } });
  });

  it.each(['/encoded/gzip', '/encoded/br', '/encoded/deflate', '/encoded/deflate-raw', '/long'])(
    'keeps the beginning of the decoded text of %s, and says how much there was',
    async (path) => {
      const { spans } = await activities.run(() => send(path));
      const suffix = `...[truncated, ${LONG_TEXT.length} total chars]`;
      const body = spans[0]?.response_body ?? '';
      expect(body.endsWith(suffix)).toBe(true);
      const kept = body.slice(0, -suffix.length);
      expect(LONG_TEXT.startsWith(kept)).toBe(true);
      expect(kept).not.toContain('\ufffd');
      expect(encodeURIComponent(kept.slice(-4))).toBeDefined();
      expect(Buffer.byteLength(kept)).toBeGreaterThan(65_536 - 4);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(65_536);
    },
  );

  // covers: 140, W30
  it('keeps nothing of binary bodies, declared or not', async () => {
    const { spans } = await activities.run(async () => {
      await send('/binary/png');
      await send('/binary');
    });
    expect(spans.map((span) => 'response_body' in span)).toEqual([false, false]);
    expect(spans.map((span) => span.http_status_code)).toEqual([200, 200]);
  });

  // covers: 141
  it('reads declared charsets, and text without a type', async () => {
    const { spans } = await activities.run(async () => {
      await send('/latin1');
      await send('/untyped');
    });
    expect(spans.map((span) => span.response_body)).toEqual(['café', 'plain words']);
  });

  // covers: 145, W31
  it('that fails is recorded with its error', async () => {
    const gate = new InMemoryGate();
    const { spans } = await activities.run(() => send('/silent').catch(() => 'failed'), gate);
    expect(spans[0]).toMatchObject({ status: { code: 'ERROR' }, attributes: { error: true } });
    expect(spans[0]).not.toHaveProperty('http_status_code');
    expect(gate.completed).toHaveLength(1);
  });

  it('that is cut off is recorded with what came and the error', async () => {
    const { spans } = await activities.run(() => send('/cut').catch(() => 'failed'));
    expect(spans[0]).toMatchObject({
      status: { code: 'ERROR' },
      http_status_code: 200,
      response_body: 'the beginning',
    });
  });

  // covers: 147
  it('keeps its own bodies among others at the same time', async () => {
    const { spans } = await activities.run(() =>
      Promise.all(Array.from({ length: 30 }, (_, index) => send('/echo', `body ${index}`, 'text/plain'))),
    );
    expect(spans).toHaveLength(30);
    for (const span of spans) {
      const answer = JSON.parse(span.response_body ?? '') as { body: string };
      expect(answer.body).toBe(span.request_body);
    }
    expect(new Set(spans.map((span) => span.request_body)).size).toBe(30);
  });

  it('is seen by its own activity alone', async () => {
    const other = new CapturedActivities();
    try {
      const [first, second, third] = await Promise.all([
        activities.run(() => send('/echo/1'), undefined, '1'),
        activities.run(() => send('/echo/2'), undefined, '2'),
        other.run(() => send('/echo/3'), undefined, '3'),
      ]);
      expect(
        [first, second, third].map(({ spans }) => spans.map((span) => span.attributes['http.target'])),
      ).toEqual([['/echo/1'], ['/echo/2'], ['/echo/3']]);
      activities.shutdown();
      const after = await other.run(() => send('/echo/4'));
      expect(after.spans).toHaveLength(1);
      expect((await activities.run(() => send('/echo/5'))).spans).toEqual([]);
    } finally {
      other.shutdown();
    }
  });

  it('is recorded once, however often capture was switched on for the processor', async () => {
    const off = httpCapture().enable(activities.processor);
    expect((await activities.run(() => send('/echo'))).spans).toHaveLength(1);
    off();
    expect((await activities.run(() => send('/echo'))).spans).toHaveLength(1);
  });

  it('whose answer the activity does not wait for is recorded as far as it came', async () => {
    const gate = new InMemoryGate();
    let pending: Promise<unknown> = Promise.resolve();
    const before = server.received.length;
    const { spans } = await activities.run(async () => {
      pending = send('/hang').catch(() => undefined);
      await untilReceived(before + 1);
    }, gate);
    expect(spans).toHaveLength(1);
    expect(spans[0]?.status.code).toBe('UNSET');
    expect(gate.completed).toHaveLength(1);
    server.endHanging();
    await pending;
    expect(gate.completed).toHaveLength(1);
  });

  // covers: 129
  it('is not seen where it is suppressed, ignored or outside of an activity', async () => {
    const ignoring = new CapturedActivities(
      { ignoredUrls: [`${server.url}/core`] },
      { ignoredUrls: [`${server.url}/also`] },
    );
    const gate = new InMemoryGate();
    try {
      const { spans } = await ignoring.run(async () => {
        await suppressed(() => send('/echo'));
        await send('/core/v1');
        await send('/also');
        await send('/corex');
      }, gate);
      await send('/echo');
      expect(spans.map((span) => span.attributes['http.target'])).toEqual(['/corex']);
      expect(gate.started).toHaveLength(1);
    } finally {
      ignoring.shutdown();
    }
  });
});

async function untilReceived(count: number): Promise<void> {
  while (server.received.length < count) await new Promise((resolve) => setImmediate(resolve));
}
