import { createServer, type Server } from 'node:http';
import { createModelClient } from './model-client';
import { ModelError } from './model-error';

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function withServer<T>(
  answer: Answer,
  use: (baseUrl: string, seen: () => string[]) => Promise<T>,
): Promise<T> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? '-'}`);
    request.resume();
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  try {
    return await use(`http://127.0.0.1:${String(port)}/v1`, () => seen);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const ask = { system: 's', prompt: 'p' };

describe('createModelClient', () => {
  it('posts to the base address with the key, and gives the text back', async () => {
    const body = '{"choices":[{"message":{"role":"assistant","content":"hello"}}]}';
    await withServer({ status: 200, body }, async (baseUrl, seen) => {
      const client = createModelClient({ baseUrl, apiKey: 'key', model: 'm' });
      await expect(client.complete(ask)).resolves.toBe('hello');
      expect(seen()).toEqual(['POST /v1/chat/completions Bearer key']);
    });
  });

  it.each([
    [401, false],
    [404, false],
    [429, true],
    [503, true],
  ])('turns status %d into an error with retryable %p and without the key', async (status, retryable) => {
    await withServer({ status, body: '{}' }, async (baseUrl) => {
      const error: unknown = await createModelClient({ baseUrl, apiKey: 'sk-1', model: 'm' })
        .complete(ask)
        .catch((e: unknown) => e);
      expect(error).toBeInstanceOf(ModelError);
      expect(error).toMatchObject({ retryable });
      expect(String(error)).toContain(String(status));
      expect(String(error)).not.toContain('sk-1');
    });
  });

  it.each(['<html>', '{}', '{"choices":[]}', '{"choices":[{"message":{"content":null}}]}'])(
    'refuses the answer %s',
    async (body) => {
      await withServer({ status: 200, body }, async (baseUrl) => {
        await expect(createModelClient({ baseUrl, model: 'm' }).complete(ask)).rejects.toThrow(
          'without a completion',
        );
      });
    },
  );

  it('says that the server cannot be reached', async () => {
    const gone = await withServer({ status: 200, body: '' }, (baseUrl) => Promise.resolve(baseUrl));
    await expect(createModelClient({ baseUrl: gone, model: 'm' }).complete(ask)).rejects.toMatchObject({
      name: 'ModelError',
      retryable: true,
    });
  });

  it('passes a cancellation on as it is', async () => {
    const reason = new Error('cancelled by the caller');
    const client = createModelClient({ baseUrl: 'http://127.0.0.1:9/v1', model: 'm' });
    await expect(client.complete({ ...ask, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
