import { createPublicKey, verify } from 'node:crypto';
import { CoreClient } from './core-client';
import { API_KEY, EVENT, json, startCoreServer } from './core-server.test-support';
import { didAuthenticator, parsePrivateKey } from './did-authenticator';

const SEED = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const DID = 'did:aip:12345678-1234-5678-1234-567812345678';

/** The request that the Python SDK's signer made for its golden vector, byte by byte: compact JSON, ASCII escaped. */
const GOLDEN_BODY = Buffer.from(
  '{"source":"workflow-telemetry","event_type":"ActivityStarted","workflow_id":"wf-golden","run_id":"run-golden",' +
    '"workflow_type":"GoldenWorkflow","task_queue":"golden-queue","activity_id":"act-1","activity_type":"charge_card",' +
    '"hook_trigger":true,"spans":[{"span_id":"00f067aa0ba902b7","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}],' +
    '"span_count":1,"timestamp":"2026-07-02T00:00:00.000Z","note":"unicode-caf\\u00e9-\\u2615"}',
);

it('signs as the Python SDK does', async () => {
  const authenticate = didAuthenticator({
    apiKey: API_KEY,
    agentDid: DID,
    agentPrivateKey: SEED,
    createTimestamp: () => '2026-07-02T00:00:00.123456+00:00',
    createNonce: () => 'Zm9vYmFyLWdvbGRlbi1ub25jZS1mixed',
  });
  expect(await authenticate({ method: 'POST', path: '/governance/evaluate', body: GOLDEN_BODY })).toEqual({
    pathPrefix: '/api/v1',
    headers: {
      authorization: `Bearer ${API_KEY}`,
      'x-openbox-agent-did': DID,
      'x-openbox-agent-timestamp': '2026-07-02T00:00:00.123456+00:00',
      'x-openbox-agent-nonce': 'Zm9vYmFyLWdvbGRlbi1ub25jZS1mixed',
      'x-openbox-body-sha256': '7a49e279b410d4e53187f5a52a4227bf167f4f681306370db6cb74564aaa3ab9',
      'x-openbox-agent-signature':
        'xLV65W0PvVgD5tRiV3RJ2XKRqeura22Y1MmlWigVZDeyDHNSzNgW5OKu5ynWO0jiFTJDP9+o+iSt7U0XQNH7Cg==',
    },
  });
});

it('hashes nothing where there is no body', async () => {
  const authenticate = didAuthenticator({ apiKey: API_KEY, agentDid: DID, agentPrivateKey: SEED });
  const { headers } = await authenticate({ method: 'GET', path: '/auth/validate', body: new Uint8Array() });
  expect(headers['x-openbox-body-sha256']).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
});

// covers: M15
it('signs every attempt anew, and exactly the bytes that are sent', async () => {
  const server = await startCoreServer((response, _request, index) => {
    if (index === 0) response.writeHead(429, { 'retry-after': '0' }).end();
    else json(response, { verdict: 'allow' });
  });
  const client = new CoreClient({ url: server.url, apiKey: API_KEY, agentDid: DID, agentPrivateKey: SEED });
  expect((await client.evaluate({ ...EVENT, activity_input: ['é😀'] })).fallbackUsed).toBeUndefined();
  await client.close();
  await server.close();
  const publicKey = createPublicKey(parsePrivateKey(SEED));
  const nonces = server.requests.map(({ headers, body, method, path }) => {
    const header = (name: string) => String(headers[`x-openbox-${name}`]);
    const canonical = [
      method,
      path,
      header('agent-timestamp'),
      header('agent-nonce'),
      header('body-sha256'),
    ].join('\n');
    const signature = Buffer.from(header('agent-signature'), 'base64');
    expect(verify(null, Buffer.from(canonical), publicKey, signature)).toBe(true);
    expect(body.toString()).toContain('é😀');
    return header('agent-nonce');
  });
  expect(new Set(nonces).size).toBe(2);
});

it('does not send what cannot be signed', async () => {
  const server = await startCoreServer((response) => json(response, { verdict: 'allow' }));
  const client = new CoreClient({
    url: server.url,
    authenticator: () => {
      throw new Error('no key store');
    },
  });
  expect(await client.evaluate(EVENT)).toMatchObject({ verdict: 'halt', fallbackUsed: true });
  await client.close();
  await server.close();
  expect(server.requests).toHaveLength(0);
});

it.each([
  ['-----BEGIN PRIVATE KEY-----'],
  ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'],
  ['AAECAwQFBgcICQoLDA0ODw=='],
  ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh-='],
  [''],
])('refuses the private key %p', (privateKey) => {
  expect(() => parsePrivateKey(privateKey)).toThrow('agentPrivateKey');
});
