import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { type ChatRequest, ChatRequestSchema } from './chat-messages';
import { simulateDecision } from './simulated-decision';
import { simulateDraft } from './simulated-draft';

/** A running {@link startSimulatedModel}. */
export interface SimulatedModel {
  /** For `OPENAI_BASE_URL`; ends in `/v1`. */
  readonly baseUrl: string;
  /** Every chat request as it came in, oldest first: the proof of what the model saw. */
  requests(): readonly ChatRequest[];
  close(): Promise<void>;
}

const MODEL = 'openbox-simulation';
const MAX_BODY_BYTES = 1_000_000;

const failure = (message: string): { error: { message: string; type: string } } => ({
  error: { message, type: 'invalid_request_error' },
});

function createSimulatedModelApp(onRequest: (request: ChatRequest) => void): Hono {
  const app = new Hono();
  app.use(
    bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (c) => c.json(failure('The request is too large.'), 413) }),
  );
  app.use(async (c, next) => {
    await next();
    c.header('x-simulation', 'true');
  });
  app.get('/v1/models', (c) =>
    c.json({ object: 'list', data: [{ id: MODEL, object: 'model', owned_by: 'simulation' }] }),
  );
  app.post('/v1/chat/completions', async (c) => {
    const parsed = v.safeParse(ChatRequestSchema, await c.req.json<unknown>().catch(() => undefined));
    if (!parsed.success)
      return c.json(failure('Not a chat-completions request that the simulation reads.'), 400);
    if (parsed.output.stream) return c.json(failure('The simulation does not stream.'), 400);
    onRequest(parsed.output);
    const text = parsed.output.messages.findLast((message) => message.role === 'user')?.content ?? '';
    const wantsJson = parsed.output.response_format?.type === 'json_object';
    const content = wantsJson ? JSON.stringify(simulateDecision(text)) : simulateDraft(text);
    return c.json({
      id: 'chatcmpl-simulation',
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      model: MODEL,
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
      usage: {
        prompt_tokens: words(text),
        completion_tokens: words(content),
        total_tokens: words(text + ' ' + content),
      },
    });
  });
  app.notFound((c) => c.json(failure(`The simulation has no ${c.req.path}.`), 404));
  return app;
}

const words = (text: string): number => text.split(/\s+/).filter(Boolean).length;

/**
 * Start a small server with OpenAI's chat-completions endpoint on a free port of this machine.
 *
 * It is a simulation, says so in its model name and in every answer's `x-simulation` header, and answers by reading the
 * text with a few rules: no network, no key, the same answer every time.
 */
export function startSimulatedModel(): Promise<SimulatedModel> {
  const requests: ChatRequest[] = [];
  const app = createSimulatedModelApp((request) => requests.push(request));
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      resolve({
        baseUrl: `http://127.0.0.1:${String(port)}/v1`,
        requests: () => [...requests],
        close: () =>
          new Promise((done) => {
            server.close(() => {
              done();
            });
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      });
    });
    server.once('error', reject);
  });
}
