import { ApplicationFailure } from '@temporalio/common';
import { withRefusalsAsToolResults } from './openai-agents-tools';

const refusal = ApplicationFailure.nonRetryable('no', 'GovernanceStop', {
  verdict: 'block',
  reason: 'files stay',
});
const halt = ApplicationFailure.nonRetryable('no', 'GovernanceStop', { verdict: 'halt', reason: 'enough' });
const REFUSED = expect.stringContaining('files stay') as string;

class Server {
  readonly name = 'files';
  #calls = 0;

  constructor(private readonly error: Error | undefined) {}

  get calls(): number {
    return this.#calls;
  }

  listTools(): Promise<string[]> {
    return Promise.resolve([`after ${String(this.#calls)}`]);
  }

  callTool(tool: string): Promise<unknown> {
    this.#calls += 1;
    return this.error === undefined ? Promise.resolve(tool) : Promise.reject(this.error);
  }

  callToolResult(tool: string): Promise<unknown> {
    return this.callTool(tool);
  }
}

function wrapped(error?: Error): Server {
  const server = new Server(error);
  Object.freeze(server);
  const [guarded] = withRefusalsAsToolResults([server]);
  if (guarded === undefined) throw new Error('as many as there were');
  return guarded;
}

test('a refused tool of a server returns the reason as its content', async () => {
  await expect(wrapped(refusal).callTool('x')).resolves.toEqual([{ type: 'text', text: REFUSED }]);
  await expect(wrapped(refusal).callToolResult('x')).resolves.toEqual({
    content: [{ type: 'text', text: REFUSED }],
    isError: true,
  });
});

test('a halt stays what it is', async () => {
  await expect(wrapped(halt).callTool('x')).rejects.toBe(halt);
});

test('everything else of a server is its own', async () => {
  const server = wrapped();
  await expect(server.callTool('x')).resolves.toBe('x');
  await expect(server.listTools()).resolves.toEqual(['after 1']);
  expect(server.name).toBe('files');
  expect(server.calls).toBe(1);
  expect(server).toBeInstanceOf(Server);
});

test('a refused function tool returns the reason as its text', async () => {
  const invoke = (_context: unknown, input: string): Promise<string> =>
    input === 'allowed' ? Promise.resolve('done') : Promise.reject(refusal);
  const [tool] = withRefusalsAsToolResults([{ type: 'function', name: 'remove', invoke }]);
  expect(tool).toMatchObject({ type: 'function', name: 'remove' });
  await expect(tool?.invoke(undefined, 'x')).resolves.toEqual(REFUSED);
  await expect(tool?.invoke(undefined, 'allowed')).resolves.toBe('done');
});
