import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { CoreClient } from '@openbox/core-client';
import { activityStarted } from '../testing/events';
import { parseEvent } from '../testing/parse-event';
import { post, TestClock, TestCores, type Answer } from '../testing/test-core';
import type { LocalCore } from '../local-core';

const cores = new TestCores();
afterEach(() => cores.end());

const DID = 'did:aip:6e8bc430-9c3a-11d9-9669-0800200c9a66';
const PATH = '/api/v1/governance/evaluate';

interface Identity {
  readonly publicKey: string;
  readonly seed: string;
  readonly privateKey: KeyObject;
}

function createIdentity(): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  return { publicKey: raw.toString('base64'), seed: seed.toString('base64'), privateKey };
}

describe('a signed request', () => {
  const identity = createIdentity();
  const clock = new TestClock();

  function start(): Promise<LocalCore> {
    return cores.start({ agents: [{ name: 'a', did: DID, publicKey: identity.publicKey }], now: clock.now });
  }

  function headers(
    body: unknown,
    changes: { did?: string; time?: Date; nonce?: string; signedBody?: unknown } = {},
  ): Record<string, string> {
    const { did = DID, time = clock.now(), nonce = 'nonce-1', signedBody = body } = changes;
    const hash = createHash('sha256').update(JSON.stringify(signedBody)).digest('hex');
    const canonical = ['POST', PATH, time.toISOString(), nonce, hash].join('\n');
    return {
      'X-OpenBox-Agent-DID': did,
      'X-OpenBox-Agent-Timestamp': time.toISOString(),
      'X-OpenBox-Agent-Nonce': nonce,
      'X-OpenBox-Body-SHA256': hash,
      'X-OpenBox-Agent-Signature': sign(null, Buffer.from(canonical), identity.privateKey).toString('base64'),
    };
  }

  const event = activityStarted();
  const send = (core: LocalCore, own: Record<string, string>): Promise<Answer> =>
    post(core, PATH, event, own);

  test('is let in', async () => {
    const core = await start();
    expect((await send(core, headers(event))).status).toBe(200);
    expect(
      (await send(core, headers(event, { did: DID.toUpperCase().replace('DID:AIP', 'did:aip'), nonce: '2' })))
        .status,
    ).toBe(200);
  });

  test.each([
    ['is not signed at all', {}, 'did_agent_mismatch'],
    ['is of another agent', headers(event, { did: DID.replace('6e', '7e') }), 'did_agent_mismatch'],
    [
      'is too old',
      headers(event, { time: new Date(clock.now().getTime() - 300_001) }),
      'timestamp_outside_window',
    ],
    [
      'is of the future',
      headers(event, { time: new Date(clock.now().getTime() + 300_001) }),
      'timestamp_outside_window',
    ],
    ['has no time', { ...headers(event), 'X-OpenBox-Agent-Timestamp': 'soon' }, 'timestamp_outside_window'],
    ['was signed for another body', headers(event, { signedBody: {} }), 'signature_invalid'],
    ['has a changed nonce', { ...headers(event), 'X-OpenBox-Agent-Nonce': 'other' }, 'signature_invalid'],
    ['has no signature', { ...headers(event), 'X-OpenBox-Agent-Signature': '' }, 'signature_invalid'],
  ])('is refused where it %s', async (_, own, reasonCode) => {
    const core = await start();
    expect(await send(core, own)).toMatchObject({
      status: 401,
      body: { code: 401, reason_code: reasonCode },
    });
    expect(await core.events()).toEqual([]);
  });

  test('is let in once, for as long as its time would be taken', async () => {
    const core = await start();
    const own = headers(event, { nonce: 'once' });
    expect((await send(core, own)).status).toBe(200);
    expect(await send(core, own)).toMatchObject({ status: 401, body: { reason_code: 'nonce_replayed' } });
  });

  test('is not asked for of an agent whose public key is not known', async () => {
    const core = await cores.start({ agents: [{ name: 'a', did: DID }] });
    expect((await send(core, {})).status).toBe(200);
  });

  test('is what the client sends', async () => {
    const core = await cores.start({ agents: [{ name: 'a', did: DID, publicKey: identity.publicKey }] });
    const options = { url: core.url, apiKey: core.apiKey, agentDid: DID, onApiError: 'fail_closed' } as const;
    const client = await CoreClient.connect({ ...options, agentPrivateKey: identity.seed });
    expect((await client.evaluate(parseEvent(event))).fallbackUsed).toBeUndefined();
    await client.close();
    await expect(
      CoreClient.connect({ ...options, agentPrivateKey: createIdentity().seed }),
    ).rejects.toThrow();
  });
});
