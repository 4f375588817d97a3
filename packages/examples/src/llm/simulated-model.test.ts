import { DECIDE_PROMPT, DRAFT_PROMPT } from '../agent/prompts';
import { createModelClient } from './model-client';
import { type SimulatedModel, startSimulatedModel } from './simulated-model';

let model: SimulatedModel;

beforeAll(async () => {
  model = await startSimulatedModel();
});

afterAll(async () => {
  await model.close();
});

const post = (body: string): Promise<Response> =>
  fetch(`${model.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });

describe('the simulated model', () => {
  it('answers the client with a decision, and records what it received', async () => {
    const client = createModelClient({ baseUrl: model.baseUrl, model: 'm' });
    const prompt = 'Subject: x\n\nPlease refund 20 USD for order A-1000.';
    const answer = await client.complete({ system: DECIDE_PROMPT, prompt, json: true });
    expect(JSON.parse(answer)).toEqual({
      category: 'refund',
      action: 'refund',
      orderId: 'A-1000',
      amountUsd: 20,
    });
    expect(model.requests().at(-1)?.messages).toContainEqual({ role: 'user', content: prompt });
  });

  it('answers with prose where no JSON is asked for', async () => {
    const client = createModelClient({ baseUrl: model.baseUrl, model: 'm' });
    await expect(
      client.complete({ system: DRAFT_PROMPT, prompt: 'Done: refunded 3 USD' }),
    ).resolves.toContain('refunded 3 USD');
  });

  it('says openly that it is a simulation', async () => {
    const response = await post('{"model":"m","messages":[{"role":"user","content":"hi"}]}');
    expect(response.headers.get('x-simulation')).toBe('true');
    await expect(response.json()).resolves.toMatchObject({ model: 'openbox-simulation' });
    const models = await fetch(`${model.baseUrl}/models`);
    await expect(models.json()).resolves.toMatchObject({ data: [{ id: 'openbox-simulation' }] });
  });

  it.each([
    ['no JSON', '{', 400],
    ['no messages', '{"model":"m","messages":[]}', 400],
    ['a stream', '{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}', 400],
    [
      'too much',
      JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x'.repeat(1_100_000) }] }),
      413,
    ],
  ])('refuses %s in the words of the API and records nothing', async (_what, body, status) => {
    const before = model.requests().length;
    const response = await post(body);
    expect(response.status).toBe(status);
    await expect(response.json()).resolves.toMatchObject({ error: { type: 'invalid_request_error' } });
    expect(model.requests()).toHaveLength(before);
  });

  it('answers 404 for another path', async () => {
    expect((await fetch(`${model.baseUrl}/embeddings`)).status).toBe(404);
  });
});
