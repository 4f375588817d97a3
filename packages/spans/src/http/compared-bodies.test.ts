import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { InMemoryGate } from '../testing/in-memory-gate';
import { CapturedActivities } from './capture.test-support';
import { startTestServer, type TestServer } from './http-server.test-support';
import { loadUndici } from './programs.test-support';

const undici7 = loadUndici('undici');
const undici6 = loadUndici('undici6');

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

describe('a body', () => {
  const long = (end: string): string => `${'x'.repeat(200_000)}${end}`;
  const bytes = (end: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(`\0${long(end)}`));
  const form = (end: string): FormData => {
    const data = new FormData();
    data.set('name', end);
    data.set('file', new Blob([bytes(end)]), 'file.bin');
    return data;
  };
  const viaFetch = (body: NonNullable<RequestInit['body']>) => async (url: string) =>
    (await fetch(url, { method: 'POST', body })).text();
  // Its types do not know of blobs, which it takes.
  const viaUndici = (undici: typeof undici7, body: Uint8Array | Blob) => async (url: string) => {
    const options: { method: 'POST' } = Object.assign({ method: 'POST' as const }, { body });
    return (await undici.request(url, options)).body.text();
  };
  const viaHttp =
    (chunks: readonly (string | Uint8Array)[], headers = {}) =>
    async (url: string) => {
      const request = httpRequest(url, { method: 'POST', headers });
      request.flushHeaders();
      for (const chunk of chunks) request.write(chunk);
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return text(response);
    };

  it.each<[string, (end: string) => (url: string) => Promise<string>]>([
    ['a long text by fetch', (end) => viaFetch(long(end))],
    ['bytes by fetch', (end) => viaFetch(bytes(end))],
    ['an ArrayBuffer by fetch', (end) => viaFetch(bytes(end).buffer)],
    ['a Blob by fetch', (end) => viaFetch(new Blob([bytes('begin'), bytes(end)]))],
    ['a form by fetch', (end) => viaFetch(form(end))],
    ['bytes by undici 7', (end) => viaUndici(undici7, bytes(end))],
    ['bytes by undici 6', (end) => viaUndici(undici6, bytes(end))],
    ['a Blob by undici 7', (end) => viaUndici(undici7, new Blob([bytes('begin'), bytes(end)]))],
    ['a Blob by undici 6', (end) => viaUndici(undici6, new Blob([bytes('begin'), bytes(end)]))],
    ['a text in pieces by node:http', (end) => viaHttp([long('begin'), long('middle'), long(end)])],
    ['bytes in pieces by node:http', (end) => viaHttp([bytes('begin'), bytes(end), 'end'])],
    [
      'a form by node:http',
      (end) => {
        const boundary = `b${Math.random()}`;
        const type = `multipart/form-data; boundary=${boundary}`;
        return viaHttp([`--${boundary}\r\n\r\n`, bytes(end), `\r\n--${boundary}--`], {
          'content-type': type,
        });
      },
    ],
  ])('is compared by all of its bytes: %s', async (_name, send) => {
    const asked = async (end: string): Promise<unknown> => {
      const gate = new InMemoryGate();
      const { result } = await activities.run(() => send(end)(`${server.url}/echo`), gate);
      expect(result).toContain(end);
      const [operation] = gate.started;
      return operation?.type === 'http_request' ? operation.facts.bodyDigest : undefined;
    };
    const one = await asked('one');
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(await asked('one')).toBe(one);
    expect(await asked('two')).not.toBe(one);
  });

  it('that is streamed is not, and none is where no gate is asked', async () => {
    const gate = new InMemoryGate();
    for (const streamed of ['one', 'two']) {
      const source = Readable.from([Buffer.from(streamed)]);
      const body = Readable.toWeb(source) as ReadableStream;
      await activities.run(() => fetch(`${server.url}/echo`, { method: 'POST', body, duplex: 'half' }), gate);
    }
    const digests = gate.started.map(({ facts }) => ('bodyDigest' in facts ? facts.bodyDigest : undefined));
    expect(digests).toEqual([digests[0], digests[0]]);
    const { spans } = await activities.run(() => viaFetch('text')(`${server.url}/echo`));
    expect(JSON.stringify(spans)).not.toContain('bodyDigest');
  });

  it('of known length that comes piece by piece is compared where all of it is there in time', async () => {
    const send = (chunks: readonly string[], pause: () => Promise<unknown>) => async (url: string) => {
      const headers = { 'content-length': chunks.join('').length };
      const request = httpRequest(url, { method: 'POST', headers });
      for (const chunk of chunks) {
        await pause();
        request.write(chunk);
      }
      request.end();
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      return text(response);
    };
    const nextTick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));
    const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const digests: unknown[] = [];
    for (const program of [
      send(['a', 'b'], nextTick),
      send(['a', 'b'], () => Promise.resolve()),
      send(['a', 'c'], nextTick),
      send(['a', 'b'], later),
      send(['a', 'c'], later),
    ]) {
      const gate = new InMemoryGate();
      await activities.run(() => program(`${server.url}/echo`), gate);
      digests.push(Object.assign({ bodyDigest: '' }, gate.started[0]?.facts).bodyDigest);
    }
    const [one, same, other, unknown, unknownToo] = digests;
    expect([same, unknownToo]).toEqual([one, unknown]);
    expect(new Set([one, other, unknown]).size).toBe(3);
  });
});
