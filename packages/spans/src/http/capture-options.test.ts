import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { InMemoryGate } from '../testing/in-memory-gate';
import { CapturedActivities } from './capture.test-support';
import { LONG_TEXT, startTestServer, type TestServer } from './http-server.test-support';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server.close();
});

async function send(path: string, body?: string): Promise<string> {
  const result = await fetch(server.url + path, body === undefined ? {} : { method: 'POST', body });
  return result.text();
}

describe('options', () => {
  it('bound bodies by bytes, on a character', async () => {
    const small = new CapturedActivities({ maxBodyBytes: 8 });
    const { spans } = await small.run(() => send('/echo', 'ab🌍🌍🌍'));
    small.shutdown();
    expect(spans[0]?.request_body).toBe('ab🌍...[truncated, 8 total chars]');
  });

  it('keep all where the bound is 0', async () => {
    const all = new CapturedActivities({ maxBodyBytes: 0 });
    const { spans } = await all.run(() => send('/long'));
    all.shutdown();
    expect(spans[0]?.response_body).toBe(LONG_TEXT);
  });

  it('are checked', () => {
    expect(() => new CapturedActivities({ maxBodyBytes: -1 })).toThrow('maxBodyBytes');
    expect(() => new CapturedActivities({ ignoredUrls: ['/api'] })).toThrow('ignoredUrls');
  });

  it('are taken from the processor where they are not given', async () => {
    const inherited = new CapturedActivities({}, { maxBodyChars: 4, maskHeaders: ['x-tenant'] });
    const { spans } = await inherited.run(async () => {
      await (await fetch(`${server.url}/untyped`, { headers: { 'X-Tenant': 'acme' } })).text();
    });
    inherited.shutdown();
    expect(spans[0]).toMatchObject({
      response_body: 'plai...[truncated, 11 total chars]',
      request_headers: { 'x-tenant': '[REDACTED]' },
    });
  });
});

describe('secrets', () => {
  const headers = {
    authorization: 'Bearer sentinel-1',
    cookie: 'session=sentinel-2',
    'x-api-key': 'sentinel-3',
    'proxy-authorization': 'Basic sentinel-4',
    'x-goog-api-key': 'sentinel-5',
    'x-vault-token': 'sentinel-6',
    'x-mine': 'sentinel-7',
  };
  const query = 'access_token=sentinel-8&q=kept&X-Amz-Signature=sentinel-9&KEY=sentinel-10&mine=sentinel-11';

  async function spansWith(options: ConstructorParameters<typeof CapturedActivities>[0]): Promise<string> {
    const masking = new CapturedActivities(options);
    const gate = new InMemoryGate();
    const withUser = server.url.replace('//', '//user:sentinel-12@');
    const { spans } = await masking.run(async () => {
      await (await fetch(`${server.url}/redirect?${query}&to=/echo`, { headers })).text();
      await new Promise((resolve, reject) => {
        get(`${withUser}/echo?${query}`, { headers }, (response) => {
          resolve(text(response));
        }).on('error', reject);
      });
    }, gate);
    masking.shutdown();
    expect(spans).toHaveLength(3);
    return JSON.stringify([spans, gate.started, gate.completed]);
  }

  // covers: 146, W11, W60
  it('are in nothing that is recorded or asked', async () => {
    const recorded = await spansWith({ maskHeaders: ['X-Mine'], maskQueryParams: ['Mine'] });
    expect(recorded).not.toMatch(/sentinel|cookie-secret/);
    expect(recorded).toContain('q=kept');
  });

  it('in headers are kept where that is wanted, but not those that are named', async () => {
    const recorded = await spansWith({ captureSensitiveHeaders: true, maskHeaders: ['x-mine'] });
    expect(recorded).toContain('Bearer sentinel-1');
    expect(recorded).not.toContain('sentinel-7');
    expect(recorded).not.toContain('sentinel-8');
  });
});
