import type * as workerThreads from 'node:worker_threads';
import { apiKeyAuthenticator } from '../api-key-authenticator';
import { API_KEY } from '../core-server.test-support';
import { BlockingTransport } from './blocking-transport';
import { startCoreProcess } from './core-process.test-support';

const workers: workerThreads.Worker[] = [];

// The thread is what is to fail; the transport under test is the real one.
jest.mock('node:worker_threads', () => {
  const actual = jest.requireActual<typeof workerThreads>('node:worker_threads');
  class Seen extends actual.Worker {
    constructor(...args: ConstructorParameters<typeof workerThreads.Worker>) {
      super(...args);
      workers.push(this);
    }
  }
  return { ...actual, Worker: Seen };
});

const request = { method: 'POST', path: '/x', body: Buffer.from('{}'), isIdempotent: false } as const;

async function setUp(timeoutMs: number, ...answers: readonly { status?: number }[]) {
  const core = await startCoreProcess(answers);
  const transport = new BlockingTransport({
    url: core.url,
    pool: { origin: core.url, maxConnections: 1, connectTimeoutMs: 1_000, maxAnswerBytes: 1_000 },
    authenticator: apiKeyAuthenticator(API_KEY),
    timeoutMs,
    breaker: false,
    onWarning: () => undefined,
  });
  return {
    core,
    transport,
    close: () => Promise.all([transport.close(), core.close()]),
  };
}

describe('BlockingTransport', () => {
  beforeEach(() => {
    workers.length = 0;
  });

  it('starts its thread when it is first asked, and one only', async () => {
    const { transport, close } = await setUp(5_000, { status: 200 });
    expect(workers).toHaveLength(0);
    expect(transport.ask(request).status).toBe(200);
    expect(transport.ask(request).status).toBe(200);
    expect(workers).toHaveLength(1);
    await close();
  });

  it('replaces a thread that died', async () => {
    const { transport, close } = await setUp(5_000, { status: 200 });
    transport.ask(request);
    await workers[0]?.terminate();
    expect(transport.ask(request).status).toBe(200);
    expect(workers).toHaveLength(2);
    await close();
  });

  it('gives up in bounded time on a thread that died under it, and starts another one', async () => {
    const { transport, close } = await setUp(200, { status: 200 });
    transport.ask(request);
    // Its end is told to this thread only once that has let go, so the question meets a dead thread.
    void workers[0]?.terminate();
    expect(() => transport.ask(request)).toThrow(/^the thread that asks for synchronous operations/);
    expect(transport.ask(request).status).toBe(200);
    await close();
  });

  it('gives up at the timeout, and can be asked again', async () => {
    const { transport, close } = await setUp(300, {}, { status: 200 });
    expect(() => transport.ask(request)).toThrow('no answer within 300 ms');
    expect(transport.ask(request).status).toBe(200);
    expect(workers).toHaveLength(1);
    await close();
  });

  it('can ask for less time than usual', async () => {
    const { transport, close } = await setUp(60_000, {});
    expect(() => transport.ask(request, 100)).toThrow('no answer within 100 ms');
    await close();
  });
});
