import {
  Agent as HttpAgent,
  get,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type * as undici7 from 'undici';

/** What a program does with servers; `secureUrl` is one of https. */
export type Program = (url: string, secureUrl: string) => Promise<unknown>;

/** Programs that use `node:http`, `node:https`, the global `fetch` and undici in all the ways that they offer. */
export const PROGRAMS: Readonly<Record<string, Program>> = {
  'http.get': async (url) => read(await response(get(`${url}/echo`))),
  'http: a body in two writes': async (url) => {
    const request = httpRequest(`${url}/echo`, { method: 'POST', headers: { 'content-type': 'text/plain' } });
    request.write('one ');
    request.end('two');
    return read(await response(request));
  },
  'http: a streamed upload': async (url) => {
    const request = httpRequest(`${url}/echo`, { method: 'PUT', headers: { 'content-type': 'text/plain' } });
    Readable.from(parts(20, 'x'.repeat(10_000))).pipe(request);
    return read(await response(request));
  },
  'http: headers as a list': async (url) =>
    read(await response(httpRequest(`${url}/echo`, { headers: ['X-A', '1', 'Host', 'example.test'] }).end())),
  'http: headers set later': async (url) => {
    const request = httpRequest(`${url}/echo`, { method: 'POST' });
    request.setHeader('x-later', 'yes');
    request.setHeader('content-type', 'application/json');
    request.end('{"late":true}');
    return read(await response(request));
  },
  'http: Expect 100-continue': async (url) => {
    const log: string[] = [];
    const request = httpRequest(`${url}/echo`, {
      method: 'POST',
      headers: { expect: '100-continue', 'content-length': 4 },
    });
    request.on('continue', () => {
      log.push('continue');
      request.end('body');
    });
    request.flushHeaders();
    return [await read(await response(request)), log];
  },
  'http: HEAD': async (url) => read(await response(httpRequest(`${url}/long`, { method: 'HEAD' }).end())),
  'http: 204 and 304': async (url) => [
    await read(await response(get(`${url}/status/204`))),
    await read(await response(get(`${url}/status/304`))),
  ],
  'http: gzip as it comes': async (url) =>
    (await buffer(await response(get(`${url}/encoded/gzip`)))).toString('hex'),
  'http: paused, then read by iteration': async (url) => {
    const message = await response(get(`${url}/long`));
    await new Promise((resolve) => setImmediate(resolve));
    let length = 0;
    for await (const chunk of message) length += (chunk as Buffer).length;
    return length;
  },
  'http: an unwanted response is dropped and the connection used again': async (url) => {
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
    await new Promise((resolve, reject) => {
      httpRequest(`${url}/long`, { agent }).on('close', resolve).on('error', reject).end();
    });
    const message = await response(get(`${url}/echo`, { agent }));
    const result = [message.statusCode, await text(message), Object.keys(agent.requests).length];
    agent.destroy();
    return result;
  },
  'http: keep-alive': async (url) => {
    const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 });
    const results: unknown[] = [];
    for (let count = 0; count < 3; count += 1) {
      const request = get(`${url}/echo`, { agent });
      results.push(await read(await response(request)), request.reusedSocket);
      await new Promise((resolve) => setImmediate(resolve));
    }
    agent.destroy();
    return results;
  },
  'http: upgrade': async (url) => {
    const request = httpRequest(`${url}/`, { headers: { connection: 'Upgrade', upgrade: 'echo' } });
    const upgraded = new Promise((resolve, reject) => {
      request.on('upgrade', (message, socket, head) => {
        const chunks: Uint8Array[] = [head];
        socket.on('data', (chunk: Buffer) => chunks.push(chunk));
        socket.on('end', () => {
          resolve([message.statusCode, Buffer.concat(chunks).toString()]);
        });
      });
      request.on('error', reject);
    });
    request.end();
    return upgraded;
  },
  'http: without an agent': async (url) => {
    const { port } = new URL(url);
    const createConnection = (): ReturnType<typeof connect> => connect(Number(port), '127.0.0.1');
    return read(await response(get(`${url}/echo`, { createConnection, agent: undefined })));
  },
  'http: destroyed at once': (url) => failure(get(`${url}/echo`).destroy()),
  'http: destroyed with an error': (url) => failure(get(`${url}/echo`).destroy(new RangeError('enough'))),
  'http: aborted by a signal': async (url) => {
    const controller = new AbortController();
    const request = get(`${url}/hang`, { signal: controller.signal });
    const message = await response(request);
    const ended = failure(message);
    controller.abort();
    return ended;
  },
  'http: refused connection': () => failure(get({ host: '127.0.0.1', port: 9, path: '/' })),
  'http: cut in the middle': async (url) => failure((await response(get(`${url}/cut`))).resume()),
  'http: no answer': (url) => failure(get(`${url}/silent`)),
  'http: timeout': async (url) => {
    const request = get(`${url}/hang`, { timeout: 200 });
    const timedOut = new Promise((resolve) => request.once('timeout', resolve));
    const message = await response(request);
    message.resume();
    await timedOut;
    request.destroy();
    return failure(message);
  },
  'http: invalid options are thrown at once': (url) => {
    try {
      get(url, { method: 'B AD' });
      return Promise.resolve('no error');
    } catch (error) {
      return Promise.resolve(describe(error));
    }
  },
  'https.get': async (_url, secureUrl) =>
    read(await response(httpsRequest(`${secureUrl}/echo`, { rejectUnauthorized: false }).end())),
  'https: an untrusted certificate': (_url, secureUrl) => failure(httpsRequest(`${secureUrl}/echo`).end()),

  fetch: async (url) => readFetch(await fetch(`${url}/echo`)),
  'fetch: a JSON body': async (url) =>
    readFetch(
      await fetch(`${url}/echo`, {
        method: 'POST',
        body: '{"a":1}',
        headers: { 'content-type': 'application/json' },
      }),
    ),
  'fetch: a form': async (url) => {
    const result = await fetch(`${url}/echo`, {
      method: 'POST',
      body: new URLSearchParams({ a: '1', b: 'ü' }),
    });
    return readFetch(result);
  },
  'fetch: a streamed body': async (url) =>
    readFetch(
      await fetch(`${url}/echo`, {
        method: 'POST',
        body: Readable.toWeb(Readable.from(parts(5, 'abc'))),
        duplex: 'half',
      }),
    ),
  'fetch: a Request': async (url) =>
    readFetch(await fetch(new Request(`${url}/echo`, { method: 'PUT', body: 'put' }))),
  'fetch: redirects': async (url) => {
    const result = await fetch(`${url}/redirect/307?to=/redirect`, { method: 'POST', body: 'kept' });
    return [await readFetch(result), result.redirected, result.url === `${url}/echo`];
  },
  'fetch: no redirect wanted': async (url) =>
    readFetch(await fetch(`${url}/redirect`, { redirect: 'manual' })),
  'fetch: gzip': async (url) => readFetch(await fetch(`${url}/encoded/gzip`)),
  'fetch: brotli': async (url) => readFetch(await fetch(`${url}/encoded/br`)),
  'fetch: deflate': async (url) => readFetch(await fetch(`${url}/encoded/deflate`)),
  'fetch: 204': async (url) => readFetch(await fetch(`${url}/status/204`)),
  'fetch: 404': async (url) => readFetch(await fetch(`${url}/status/404`)),
  'fetch: HEAD': async (url) => readFetch(await fetch(`${url}/long`, { method: 'HEAD' })),
  'fetch: binary': async (url) =>
    Buffer.from(await (await fetch(`${url}/binary/png`)).arrayBuffer()).toString('hex'),
  'fetch: events': async (url) => {
    const lines: string[] = [];
    const { body } = await fetch(`${url}/events`);
    for await (const chunk of body ?? []) lines.push(Buffer.from(chunk as Uint8Array).toString());
    return lines.join('');
  },
  'fetch: cancelled in the middle': async (url) => {
    const reader = (await fetch(`${url}/hang`)).body?.getReader();
    const first = await reader?.read();
    await reader?.cancel();
    return Buffer.from((first?.value as Uint8Array | undefined) ?? []).toString();
  },
  'fetch: aborted before': (url) => rejection(fetch(`${url}/echo`, { signal: AbortSignal.abort() })),
  'fetch: aborted while it waits': (url) => {
    const controller = new AbortController();
    const rejected = rejection(fetch(`${url}/hang`, { signal: controller.signal }));
    controller.abort(new RangeError('no more'));
    return rejected;
  },
  'fetch: aborted in the middle': async (url) => {
    const controller = new AbortController();
    const result = await fetch(`${url}/hang`, { signal: controller.signal });
    controller.abort();
    return rejection(result.text());
  },
  'fetch: refused connection': () => rejection(fetch('http://127.0.0.1:65534/')),
  'fetch: cut in the middle': async (url) => rejection((await fetch(`${url}/cut`)).text()),
  'fetch: no answer': (url) => rejection(fetch(`${url}/silent`)),
  ...undiciPrograms('undici 7', loadUndici('undici')),
  ...undiciPrograms('undici 6', loadUndici('undici6')),
};

/** What is used here is the same in both versions, though their types are not. */
export function loadUndici(name: string): typeof undici7 {
  return createRequire(__filename)(name) as typeof undici7;
}

function undiciPrograms(name: string, undici: typeof undici7): Record<string, Program> {
  const { Agent, Client, MockAgent, Pool, pipeline, request, stream } = undici;
  return {
    [`${name}: request`]: async (url) =>
      readUndici(await request(`${url}/echo`, { method: 'POST', body: 'text' })),
    [`${name}: request with a stream`]: async (url) =>
      readUndici(await request(`${url}/echo`, { method: 'POST', body: Readable.from(parts(3, 'part ')) })),
    [`${name}: request with a query`]: async (url) =>
      readUndici(await request(`${url}/echo?a=1`, { headers: { 'x-a': ['1', '2'] } })),
    [`${name}: stream`]: async (url) => {
      const chunks: Buffer[] = [];
      await stream(`${url}/long`, { method: 'GET' }, ({ statusCode }) => {
        chunks.push(Buffer.from(String(statusCode)));
        return new Writable({
          write: (chunk: Buffer, _encoding, done) => {
            chunks.push(chunk);
            done();
          },
        });
      });
      return Buffer.concat(chunks).length;
    },
    [`${name}: pipeline`]: async (url) => {
      const duplex = pipeline(`${url}/echo`, { method: 'POST' }, ({ body }) => body);
      duplex.end('through the pipeline');
      return text(duplex);
    },
    [`${name}: fetch`]: async (url) =>
      readFetch(await undici.fetch(`${url}/echo`, { method: 'POST', body: 'x' })),
    [`${name}: an agent`]: async (url) => {
      const dispatcher = new Agent({ connections: 1, pipelining: 1 });
      const results = await Promise.all(
        [1, 2, 3].map(async (count) => readUndici(await request(`${url}/echo/${count}`, { dispatcher }))),
      );
      await dispatcher.close();
      return results;
    },
    [`${name}: a pool and a client`]: async (url) => {
      const pool = new Pool(url, { connections: 2 });
      const client = new Client(url, { pipelining: 3 });
      const results = await Promise.all(
        [pool, client, client, client].map(async (dispatcher, index) =>
          readUndici(await dispatcher.request({ path: `/echo/${index}`, method: 'GET' })),
        ),
      );
      await Promise.all([pool.close(), client.close()]);
      return results;
    },
    [`${name}: a mock agent`]: async () => {
      const agent = new MockAgent();
      agent.disableNetConnect();
      agent
        .get('http://mock.test')
        .intercept({ path: '/mocked', method: 'POST' })
        .reply(201, { mocked: true }, { headers: { 'content-type': 'application/json' } });
      const result = await request('http://mock.test/mocked', {
        method: 'POST',
        body: 'hello',
        dispatcher: agent,
      });
      const unmatched = await rejection(request('http://mock.test/other', { dispatcher: agent }));
      return [await readUndici(result), unmatched];
    },
    [`${name}: errors`]: async (url) => [
      await rejection(request(`${url}/silent`)),
      await rejection(request(`${url}/echo`, { signal: AbortSignal.abort() })),
      await rejection((await request(`${url}/cut`)).body.text()),
      await rejection(request('http://127.0.0.1:9/')),
      await rejection(request(`${url}/echo`, { method: 'BAD METHOD' as 'GET' })),
    ],
    [`${name}: upgrade`]: async (url) => {
      const { socket } = await undici.upgrade(`${url}/`, { protocol: 'echo' });
      return text(socket);
    },
  };
}

/** The response of any `fetch`. */
interface FetchResult {
  readonly status: number;
  readonly statusText: string;
  readonly type: string;
  readonly headers: Iterable<[string, string]>;
  text(): Promise<string>;
}

function* parts(count: number, part: string): Generator<string> {
  for (let index = 0; index < count; index += 1) yield part;
}

function response(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
}

async function read(message: IncomingMessage): Promise<unknown> {
  return [message.statusCode, message.headers, await text(message), message.complete];
}

async function readFetch(result: FetchResult): Promise<unknown> {
  return [result.status, result.statusText, result.type, [...result.headers], await result.text()];
}

async function readUndici(data: Awaited<ReturnType<typeof undici7.request>>): Promise<unknown> {
  return [data.statusCode, data.headers, await data.body.text()];
}

/** Events of a request or response up to its close. */
function failure(emitter: ClientRequest | IncomingMessage): Promise<unknown> {
  const log: unknown[] = [];
  return new Promise((resolve) => {
    emitter.on('error', (error) => log.push(describe(error)));
    emitter.on('close', () => {
      resolve(log);
    });
  });
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
    return 'no error';
  } catch (error) {
    return describe(error);
  }
}

function describe(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { name, message, code, cause } = error as {
    name?: unknown;
    message?: unknown;
    code?: unknown;
    cause?: unknown;
  };
  return { name, message, code, cause: cause === undefined ? undefined : describe(cause) };
}
