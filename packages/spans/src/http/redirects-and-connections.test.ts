import { Agent as HttpAgent, createServer, get } from 'node:http';
import { get as getSecurely } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync } from 'node:zlib';
import { HttpsProxyAgent } from 'https-proxy-agent';
import * as undici from 'undici';
import { CapturedActivities } from './capture.test-support';
import { startTestServer, type TestServer } from './http-server.test-support';

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

describe('redirects', () => {
  // covers: 144, W53
  it('are one span for each hop, with the bodies of that hop', async () => {
    const { spans } = await activities.run(() =>
      fetch(`${server.url}/redirect/307?to=/redirect/302`, { method: 'POST', body: 'sent' }),
    );
    expect(spans.map((span) => [span.name, span.attributes['http.target'], span.http_status_code])).toEqual([
      ['POST', '/redirect/307?to=/redirect/302', 307],
      ['POST', '/redirect/302', 302],
      ['GET', '/echo', 200],
    ]);
    expect(spans.map((span) => [span.request_body, span.response_headers?.location])).toEqual([
      ['sent', '/redirect/302'],
      ['sent', '/echo'],
      [undefined, undefined],
    ]);
  });

  it('that undici follows itself are seen as well', async () => {
    const dispatcher = new undici.Agent().compose(undici.interceptors.redirect({ maxRedirections: 3 }));
    const { spans } = await activities.run(async () =>
      (await undici.request(`${server.url}/redirect?to=/echo`, { dispatcher })).body.text(),
    );
    expect(spans.map((span) => span.http_status_code)).toEqual([302, 200]);
  });

  it('and retries of undici are one span for each attempt', async () => {
    const dispatcher = new undici.RetryAgent(new undici.Agent(), {
      maxRetries: 2,
      minTimeout: 1,
      statusCodes: [503],
    });
    const { spans } = await activities.run(() =>
      undici.request(`${server.url}/status/503`, { dispatcher }).catch(() => 'failed'),
    );
    await dispatcher.close();
    expect(spans.map((span) => span.http_status_code)).toEqual([503, 503, 503]);
  });
});

describe('connections', () => {
  it('through a proxy are recorded with the URL, and the proxy as peer', async () => {
    const { spans } = await activities.run(
      () =>
        new Promise((resolve, reject) => {
          get(
            { host: '127.0.0.1', port: server.port, path: 'http://target.test/a?token=secret' },
            (response) => {
              resolve(text(response));
            },
          ).on('error', reject);
        }),
    );
    expect(spans[0]?.attributes).toMatchObject({
      'http.url': 'http://target.test/a?token=REDACTED',
      'http.host': 'target.test',
      'net.peer.name': '127.0.0.1',
      'net.peer.port': server.port,
    });
  });

  it('through a tunnel are recorded once, as what goes through it', async () => {
    const target = await startTestServer({ secure: true });
    const tunnels: string[] = [];
    const sockets: Socket[] = [];
    const proxy = createServer().on('connect', (request, client: Socket) => {
      tunnels.push(request.url ?? '');
      sockets.push(client);
      const upstream = connect(target.port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        client.pipe(upstream).pipe(client);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const agent = new HttpsProxyAgent(`http://user:proxy-secret@127.0.0.1:${port}`);
    const dispatcher = new undici.ProxyAgent({
      uri: `http://127.0.0.1:${port}`,
      requestTls: { rejectUnauthorized: false },
    });
    const { spans } = await activities.run(async () => {
      await new Promise((resolve, reject) => {
        getSecurely(`${target.url}/echo/http`, { agent, rejectUnauthorized: false }, (response) => {
          resolve(text(response));
        }).on('error', reject);
      });
      await (await undici.request(`${target.url}/echo/undici`, { dispatcher })).body.text();
    });
    agent.destroy();
    await dispatcher.close();
    for (const socket of sockets) socket.destroy();
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    await target.close();
    expect(tunnels).toHaveLength(2);
    expect(spans.map((span) => [span.http_url, span.http_status_code])).toEqual([
      [`${target.url}/echo/http`, 200],
      [`${target.url}/echo/undici`, 200],
    ]);
    expect(JSON.stringify(spans)).not.toContain('proxy-secret');
  });

  it('of a pool that has to wait keep their activity', async () => {
    const dispatcher = new undici.Agent({ connections: 1 });
    const agent = new HttpAgent({ maxSockets: 1, keepAlive: true });
    const runs = await Promise.all(
      ['1', '2', '3', '4'].map((id) =>
        activities.run(
          async () => {
            await (await undici.request(`${server.url}/echo/${id}`, { dispatcher })).body.text();
            await new Promise((resolve, reject) => {
              get(`${server.url}/http/${id}`, { agent }, (response) => {
                resolve(text(response));
              }).on('error', reject);
            });
          },
          undefined,
          id,
        ),
      ),
    );
    agent.destroy();
    await dispatcher.close();
    expect(runs.map(({ spans }) => spans.map((span) => span.attributes['http.target']))).toEqual(
      ['1', '2', '3', '4'].map((id) => [`/echo/${id}`, `/http/${id}`]),
    );
  });

  it('to a decoder bomb keep memory and time bounded', async () => {
    const bomb = brotliCompressSync(Buffer.alloc(200 * 1024 * 1024, 'a'));
    const bombServer = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'br' });
      response.end(bomb);
    });
    await new Promise<void>((resolve) => bombServer.listen(0, '127.0.0.1', resolve));
    const { port } = bombServer.address() as AddressInfo;
    const { spans } = await activities.run(
      () =>
        new Promise((resolve, reject) => {
          get(`http://127.0.0.1:${port}/`, (response) => {
            response.resume().on('end', resolve);
          }).on('error', reject);
        }),
    );
    bombServer.close();
    expect((spans[0]?.response_body ?? '').length).toBeLessThan(70_000);
  });
});
