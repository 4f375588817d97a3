import { request } from 'node:http';
import type { LocalCore } from '../local-core';
import { activityStarted, signalReceived } from '../testing/events';
import { evaluate, get, poll, send, TestCores } from '../testing/test-core';

const cores = new TestCores();
afterEach(() => cores.end());

const ASKING = {
  defaultDecision: 'allow',
  rules: [{ id: 'ask', on: 'ActivityStarted', decision: 'require_approval', reason: 'Look at it' }],
} as const;

async function startAsking(): Promise<LocalCore> {
  return cores.start({ policies: ASKING, agents: [{ name: 'support' }] });
}

function decide(
  core: LocalCore,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): ReturnType<typeof send> {
  return send(core, `/local/v1/approvals/${path}`, {
    method: 'POST',
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** A request whose `Host` is not the address, which fetch does not let one do. */
function getAs(core: LocalCore, path: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${core.url}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('the admin API', () => {
  test('shows agents without their keys, and the policies in force', async () => {
    const core = await startAsking();
    const { body } = await get(core, '/local/v1/status');
    expect(body).toMatchObject({
      agents: [{ name: 'support', agent_id: core.agents[0]?.agentId, active: true }],
      policies: {
        files: ['<inline>'],
        rule_count: 1,
        guardrail_count: 0,
        generation: 1,
        problems: [],
        warnings: [],
      },
    });
    expect(JSON.stringify(body)).not.toContain(core.apiKey);
  });

  test('shows events with their verdicts, the newest last, by what is asked', async () => {
    const core = await startAsking();
    await evaluate(core, activityStarted());
    await evaluate(core, signalReceived());
    await evaluate(core, activityStarted({ activity_type: 'payout', workflow_id: 'order-2' }));
    const sequences = async (query: string): Promise<unknown> => {
      const { body } = await get(core, `/local/v1/events?${query}`);
      return Array.isArray(body.events) ? body.events.map((one: { sequence: number }) => one.sequence) : body;
    };
    expect(await sequences('')).toEqual([1, 2, 3]);
    expect(await sequences('verdict=require_approval')).toEqual([1, 3]);
    expect(await sequences('event_type=SignalReceived')).toEqual([2]);
    expect(await sequences('activity_type=payout&agent=support')).toEqual([3]);
    expect(await sequences('workflow_id=order-1&run_id=run-1')).toEqual([1, 2]);
    expect(await sequences('activity_id=1&limit=1')).toEqual([3]);
    expect(await sequences('after=1')).toEqual([2, 3]);
    expect(await sequences('after=0&limit=2')).toEqual([1, 2]);
    expect(await sequences('limit=2')).toEqual([2, 3]);
    expect(await sequences('agent=nobody')).toEqual([]);
    const { body } = await get(core, '/local/v1/events?limit=1');
    expect(body.events).toEqual([
      expect.objectContaining({
        agent_name: 'support',
        event: expect.objectContaining({ activity_type: 'payout' }),
        verdict: expect.objectContaining({ verdict: 'require_approval', policy_id: 'ask' }),
      }),
    ]);
  });

  test.each(['limit=0', 'limit=1001', 'limit=x', 'verdict=maybe', 'event_type=x', 'after=-1', 'color=red'])(
    'answers 400 to events?%s',
    async (query) => {
      const core = await startAsking();
      expect((await get(core, `/local/v1/events?${query}`)).status).toBe(400);
    },
  );

  test('shows approvals and decides on them', async () => {
    const core = await startAsking();
    await evaluate(core, activityStarted());
    await evaluate(core, activityStarted({ activity_id: '2' }));
    const { body } = await get(core, '/local/v1/approvals?status=pending');
    expect(body.approvals).toHaveLength(2);
    const [first, second] = await core.approvals.list();

    const approved = await decide(core, `${first?.id ?? ''}/approve`, {
      reason: 'Known customer',
      decided_by: 'alice',
    });
    expect(approved).toMatchObject({
      status: 200,
      body: { id: first?.id, status: 'approved', decision_reason: 'Known customer', decided_by: 'alice' },
    });
    const rejected = await decide(core, `${second?.id ?? ''}/reject`, { reason: 'Not him' });
    expect(rejected).toMatchObject({ status: 200, body: { status: 'rejected', decided_by: 'local' } });
    expect((await poll(core, '1')).body).toMatchObject({ action: 'allow', reason: 'Known customer' });
    expect((await poll(core, '2')).body).toMatchObject({ action: 'block', reason: 'Not him' });
    expect((await get(core, '/local/v1/approvals?status=pending')).body.approvals).toEqual([]);
    expect((await get(core, `/local/v1/approvals/${first?.id ?? ''}`)).body).toMatchObject({
      subject: 'input',
      policy_id: 'ask',
      policy_reason: 'Look at it',
      activity_type: 'refund',
    });
  });

  test.each(['modified_input', 'modifiedInput'])('approves something else, given as %s', async (name) => {
    const core = await startAsking();
    const { body } = await evaluate(core, activityStarted({ metadata: { action_digest: 'aa11' } }));
    const id = String(body.approval_id);
    expect((await decide(core, `${id}/approve`, { [name]: null })).status).toBe(400);
    const approved = await decide(core, `${id}/approve`, { [name]: [{ amount: 1 }] });
    expect(approved).toMatchObject({
      status: 200,
      body: { id, status: 'approved', action_digest: 'aa11', modified_input: [{ amount: 1 }] },
    });
    expect((await get(core, `/local/v1/approvals/${id}`)).body.modified_input).toEqual([{ amount: 1 }]);
  });

  test('approves without a word, and rejects only with a reason', async () => {
    const core = await startAsking();
    await evaluate(core, activityStarted());
    const [approval] = await core.approvals.list();
    const id = approval?.id ?? '';
    for (const body of [
      undefined,
      {},
      { reason: '' },
      { reason: '  ' },
      { reason: 5 },
      { reason: 'x', more: 1 },
      [],
    ]) {
      expect(await decide(core, `${id}/reject`, body)).toMatchObject({ status: 400, body: { code: 400 } });
    }
    expect((await decide(core, `${id}/approve`)).status).toBe(200);
  });

  test('decides once', async () => {
    const core = await startAsking();
    await evaluate(core, activityStarted());
    const [approval] = await core.approvals.list();
    const id = approval?.id ?? '';
    const answers = await Promise.all([
      decide(core, `${id}/approve`, {}),
      decide(core, `${id}/reject`, { reason: 'No' }),
      decide(core, `${id}/approve`, {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 409, 409]);
    expect(answers[1].body.message).toBe(`The approval ${id} was approved before.`);
    expect((await decide(core, 'nothing/approve', {})).status).toBe(404);
  });

  test('answers nobody but this machine under its own name', async () => {
    const core = await startAsking();
    const { port } = new URL(core.url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, 'LOCALHOST']) {
      expect(await getAs(core, '/local/v1/status', host)).toBe(200);
    }
    for (const host of [
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `10.0.0.1:${port}`,
      'localhost.evil',
    ]) {
      expect(await getAs(core, '/local/v1/status', host)).toBe(403);
    }
  });

  test.each([
    ['from another page', { origin: 'http://evil.example' }],
    ['from another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['from a page without an origin', { origin: 'null' }],
    ['that a browser calls cross-site', { 'sec-fetch-site': 'same-site' }],
    ['that says it is a form', { 'content-type': 'text/plain' }],
  ])('refuses a decision %s', async (_, headers) => {
    const core = await startAsking();
    await evaluate(core, activityStarted());
    const [approval] = await core.approvals.list();
    const { status } = await decide(core, `${approval?.id ?? ''}/approve`, {}, headers);
    expect([403, 415]).toContain(status);
    expect((await core.approvals.list())[0]?.status).toBe('pending');
  });

  test('takes a decision from its own page', async () => {
    const core = await startAsking();
    await evaluate(core, activityStarted());
    const [approval] = await core.approvals.list();
    const headers = { origin: core.url, 'sec-fetch-site': 'same-origin' };
    expect((await decide(core, `${approval?.id ?? ''}/approve`, {}, headers)).status).toBe(200);
  });
});
