import { startChildServer } from './child-process';

const node = (script: string): ReturnType<typeof startChildServer> =>
  startChildServer(process.execPath, ['-e', script]);

describe('startChildServer', () => {
  it('ends a server that runs', async () => {
    const server = node('setInterval(() => {}, 1000)');
    await server.close();
    await expect(server.exited).resolves.toBe('was ended by SIGTERM');
  });

  it('keeps what a failing server said', async () => {
    const server = node('console.error("address in use"); process.exitCode = 3');
    await expect(server.exited).resolves.toBe('ended with exit code 3');
    expect(server.lastLines()).toContain('address in use');
  });

  it('may be closed when the server is gone already', async () => {
    const server = node('');
    await server.exited;
    await expect(server.close()).resolves.toBeUndefined();
  });
});
