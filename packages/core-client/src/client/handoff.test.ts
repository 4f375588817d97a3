import { CoreClient } from './core-client';
import { type Answer, API_KEY, json, startCoreServer } from './core-server.test-support';

const agentDid = 'did:aip:12345678-1234-5678-1234-567812345678';
const agentPrivateKey = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const target = { targetAgentId: 'agent-2', reason: 'knows refunds' };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((resource) => resource.close()));
});

async function serve(answer: Answer, identity = { agentDid, agentPrivateKey }) {
  const server = await startCoreServer(answer);
  const client = new CoreClient({ url: server.url, apiKey: API_KEY, timeout: 5_000, ...identity });
  open.push(server, client);
  return { server, client };
}

describe('a handoff', () => {
  it('names the agent that takes over, and is signed', async () => {
    const { client, server } = await serve((response) => json(response, { handoff_id: 'h-1' }));
    expect(await client.handoff(target)).toEqual({ handoff_id: 'h-1' });
    expect(server.requests[0]).toMatchObject({ method: 'POST', path: '/api/v1/handoffs' });
    expect(server.requests[0]?.headers['x-openbox-agent-did']).toBe(agentDid);
    expect(JSON.parse(String(server.requests[0]?.body))).toEqual({
      target_agent_id: 'agent-2',
      reason: 'knows refunds',
    });
  });

  it('is not asked for with an API key alone, or without a target', async () => {
    const { client, server } = await serve((response) => json(response, {}));
    const keyOnly = new CoreClient({ url: server.url, apiKey: API_KEY });
    open.push(keyOnly);
    await expect(keyOnly.handoff(target)).rejects.toThrow(/agentDid.*OPENBOX_AGENT_DID/);
    await expect(client.handoff({ targetAgentId: ' ' })).rejects.toThrow(/targetAgentId/);
    expect(server.requests).toEqual([]);
  });

  it.each([
    ['a refused key', 401, {}, 'key_refused'],
    ['a refused signature', 403, { reason_code: 'signature_invalid' }, 'signing_failed'],
    ['an agent that there is not', 404, {}, 'api_unreachable'],
    ['an answer that is none', 200, [], 'response_invalid'],
  ])('rejects with a typed error: %s', async (_name, status, body, code) => {
    const { client, server } = await serve((response) => json(response, body, status));
    await expect(client.handoff(target)).rejects.toMatchObject({ code });
    expect(server.requests).toHaveLength(1);
  });

  it('can be aborted', async () => {
    const { client } = await serve(() => undefined);
    const controller = new AbortController();
    const handoff = client.handoff(target, { signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(handoff).rejects.toThrow('enough');
  });
});
