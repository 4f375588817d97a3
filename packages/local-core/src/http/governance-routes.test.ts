import { createConnection } from 'node:net';
import {
  activityCompleted,
  activityStarted,
  signalReceived,
  workflowCompleted,
  workflowFailed,
  workflowStarted,
} from '../testing/events';
import { evaluate, get, poll, post, send, TestCores } from '../testing/test-core';

const cores = new TestCores();
afterEach(() => cores.end());

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the governance API', () => {
  test('is alive, as plain text and without a key', async () => {
    const core = await cores.start();
    const response = await fetch(core.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toContain('running');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('confirms a key and names its agent', async () => {
    const core = await cores.start({
      agents: [{ name: 'support', apiKey: 'obx_live_abc', agentId: 'agent-1' }],
    });
    const { status, body } = await get(core, '/api/v1/auth/validate', {
      authorization: 'Bearer obx_live_abc',
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      valid: true,
      active: true,
      agent_id: 'agent-1',
      agent_name: 'support',
      environment: 'live',
      message: 'The API key is valid.',
    });
  });

  test.each([
    ['no key', {}],
    ['an unknown key', { authorization: 'Bearer obx_test_unknown' }],
    ['another scheme', { authorization: 'Basic abc' }],
    ['an empty key', { authorization: 'Bearer ' }],
  ])('answers 401 to %s, whatever is asked', async (_, headers) => {
    const core = await cores.start();
    const paths = ['/api/v1/auth/validate', '/api/v1/governance/evaluate', '/api/v1/governance/approval'];
    for (const path of paths) {
      const method = path.endsWith('validate') ? 'GET' : 'POST';
      const { status, body } = await send(core, path, { method, headers: new Headers(headers) });
      expect(status).toBe(401);
      expect(body).toMatchObject({ code: 401, message: expect.any(String) });
      expect(JSON.stringify(body)).not.toContain('obx_test_unknown');
    }
  });

  test('knows a suspended agent and decides nothing for it', async () => {
    const core = await cores.start({ agents: [{ name: 'support', active: false }] });
    const authorization = `Bearer ${core.apiKey}`;
    expect(await get(core, '/api/v1/auth/validate', { authorization })).toMatchObject({
      status: 200,
      body: { valid: true, active: false, message: 'The agent "support" is suspended.' },
    });
    expect(await evaluate(core, activityStarted())).toMatchObject({ status: 403, body: { code: 403 } });
    expect(await poll(core)).toMatchObject({ status: 403 });
    expect(await core.events()).toEqual([]);

    core.setAgentActive('support', true);
    expect((await evaluate(core, activityStarted())).status).toBe(200);
    core.setAgentActive(core.agents[0]?.agentId ?? '', false);
    expect((await evaluate(core, activityStarted())).status).toBe(403);
    expect(() => {
      core.setAgentActive('nobody', true);
    }).toThrow('There is no agent "nobody".');
  });

  test.each([
    ['WorkflowStarted', workflowStarted()],
    ['WorkflowCompleted', workflowCompleted()],
    ['WorkflowFailed', workflowFailed()],
    ['SignalReceived', signalReceived()],
    ['ActivityStarted', activityStarted()],
    ['ActivityCompleted', activityCompleted()],
  ] as const)('decides on %s', async (type, event) => {
    const rule = {
      id: 'r',
      on: type,
      decision: 'constrain',
      reason: 'Careful',
      risk_score: 0.25,
      constraints: ['sandbox'],
    } as const;
    const core = await cores.start({ policies: { defaultDecision: 'allow', rules: [rule] } });
    const { status, body } = await evaluate(core, event);
    expect(status).toBe(200);
    expect(body).toEqual({
      verdict: 'constrain',
      action: 'constrain',
      governance_event_id: expect.stringMatching(UUID),
      reason: 'Careful',
      policy_id: 'r',
      risk_score: 0.25,
      constraints: ['sandbox'],
      metadata: { matched_policies: ['r'] },
    });
  });

  test.each([
    ['allow', 'continue'],
    ['block', 'block'],
    ['halt', 'stop'],
  ] as const)('gives %s the action of v1.0, %s', async (decision, action) => {
    const core = await cores.start({ policies: { defaultDecision: decision } });
    expect((await evaluate(core, activityStarted())).body).toMatchObject({ verdict: decision, action });
  });

  test('runs guardrails where the policies do not stop the step, and only there', async () => {
    const guardrails = [{ id: 'g', type: 'pii', stage: 'input', fields: ['input'], on_fail: 'fix' }] as const;
    const event = activityStarted({ activity_input: ['mail a@b.com'] });
    for (const decision of ['allow', 'constrain', 'require_approval'] as const) {
      const core = await cores.start({
        policies: { defaultDecision: decision, guardrails },
      });
      expect((await evaluate(core, event)).body.guardrails_result).toEqual({
        input_type: 'activity_input',
        redacted_input: ['mail <EMAIL_ADDRESS>'],
        validation_passed: true,
        reasons: [{ type: 'pii', field: 'input', reason: 'Text contains PII: EMAIL_ADDRESS; replaced' }],
      });
    }
    for (const decision of ['block', 'halt'] as const) {
      const core = await cores.start({
        policies: { defaultDecision: decision, guardrails },
      });
      expect((await evaluate(core, event)).body).not.toHaveProperty('guardrails_result');
    }
  });

  test.each([
    ['an unknown event type', activityStarted({ event_type: 'Nonsense' }), 'event_type'],
    ['no run', workflowStarted({ run_id: '' }), 'run_id'],
    ['no workflow', workflowStarted({ workflow_id: undefined }), 'workflow_id'],
    ['an input that is no list', activityStarted({ activity_input: { amount: 1 } }), 'activity_input'],
    ['an error that is a text', workflowFailed({ error: 'no' }), 'error'],
    ['a wrong number of spans', activityCompleted({ spans: [{}], span_count: 2 }), 'span_count'],
    ['an activity without an id', activityStarted({ activity_id: '' }), 'activity_id'],
    ['a list', [], 'source'],
    ['a text', 'hello', 'body'],
  ])('answers 400 to %s and records nothing', async (_, event, named) => {
    const core = await cores.start();
    const { status, body } = await evaluate(core, event);
    expect(status).toBe(400);
    expect(body).toEqual({ code: 400, message: expect.stringContaining(named) });
    expect(await core.events()).toEqual([]);
  });

  test.each([
    ['no JSON', '{"a":', 400, 'not JSON'],
    ['nothing', '', 400, 'not JSON'],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 400, 'not JSON'],
    ['endless brackets', '['.repeat(20_000) + ']'.repeat(20_000), 400, 'nested too deeply'],
    ['nine megabytes', `"${'x'.repeat(9 * 1024 * 1024)}"`, 413, '8388608 bytes'],
  ])('answers a body of %s', async (_, body, status, message) => {
    const core = await cores.start();
    const answer = await send(core, '/api/v1/governance/evaluate', {
      method: 'POST',
      headers: { authorization: `Bearer ${core.apiKey}`, 'content-type': 'application/json' },
      body,
    });
    expect(answer).toMatchObject({
      status,
      body: { code: status, message: expect.stringContaining(message) },
    });
  });

  test('takes a body without a content type for JSON, and no other type', async () => {
    const core = await cores.start();
    const request = (type: Record<string, string>): Promise<{ status: number }> => {
      // Bytes have no type of their own that fetch would add.
      const body = new TextEncoder().encode(JSON.stringify(activityStarted()));
      const headers = { authorization: `Bearer ${core.apiKey}`, ...type };
      return send(core, '/api/v1/governance/evaluate', { method: 'POST', headers, body });
    };
    expect((await request({})).status).toBe(200);
    expect((await request({ 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
    expect((await request({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await request({ 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  });

  test.each([
    ['from another page', { origin: 'https://example.com' }],
    ['from a page without an origin', { origin: 'null' }],
    ['that a browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses a POST %s', async (_, headers) => {
    const core = await cores.start();
    expect(await post(core, '/api/v1/governance/evaluate', activityStarted(), headers)).toMatchObject({
      status: 403,
      body: { code: 403 },
    });
    expect(await core.events()).toEqual([]);
  });

  test.each([
    ['GET', '/nowhere'],
    ['GET', '/api/v1/nowhere'],
    ['POST', '/api/v2/governance/evaluate'],
    ['GET', '/local/v1/nowhere'],
    ['GET', '/local/v1/approvals/nowhere'],
  ])('answers 404 in JSON to %s %s', async (method, path) => {
    const core = await cores.start();
    expect(await send(core, path, { method })).toMatchObject({ status: 404, body: { code: 404 } });
  });

  test('answers 404 in JSON to an unknown route, and a known one asked in the wrong way', async () => {
    const core = await cores.start();
    const authorization = `Bearer ${core.apiKey}`;
    expect(await get(core, '/api/v1/nowhere', { authorization })).toMatchObject({
      status: 404,
      body: { code: 404 },
    });
    expect(await get(core, '/api/v1/governance/evaluate', { authorization })).toMatchObject({ status: 404 });
  });

  test('keeps unknown fields of an event', async () => {
    const core = await cores.start({
      policies: {
        defaultDecision: 'allow',
        rules: [{ id: 'r', when: 'event.future.tier == 3', decision: 'block', reason: 'No' }],
      },
    });
    expect((await evaluate(core, activityStarted({ future: { tier: 3 } }))).body.verdict).toBe('block');
    const [recorded] = await core.events();
    expect(recorded?.event).toMatchObject({ future: { tier: 3 } });
  });

  test('survives requests that are no HTTP, and connections that break off', async () => {
    const core = await cores.start();
    const { hostname, port } = new URL(core.url);
    for (const text of [
      'nonsense\r\n\r\n',
      'POST /api/v1/governance/evaluate HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"a"',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = createConnection(Number(port), hostname, () => {
          socket.write(text, () => {
            socket.destroy();
          });
        });
        socket.once('close', () => {
          resolve();
        });
      });
    }
    expect((await evaluate(core, activityStarted())).status).toBe(200);
  });

  test('decides on many events at once, each once', async () => {
    const core = await cores.start();
    const ids = Array.from({ length: 60 }, (_, index) => String(index));
    const answers = await Promise.all(ids.map((id) => evaluate(core, activityStarted({ activity_id: id }))));
    expect(new Set(answers.map(({ body }) => body.governance_event_id)).size).toBe(60);
    const recorded = await core.events();
    expect(recorded.map(({ event }) => event.activity_id).sort()).toEqual([...ids].sort());
    expect(recorded.map(({ sequence }) => sequence)).toEqual(ids.map((_, index) => index + 1));
  });
});
