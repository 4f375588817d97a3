import { setTimeout as delay } from 'node:timers/promises';
import { startChildServer } from './child-process';

const node = (script: string): ReturnType<typeof startChildServer> =>
  startChildServer(process.execPath, ['-e', script]);

describe('startChildServer', () => {
  it('ends a server that runs', async () => {
    const server = node('setInterval(() => {}, 1000)');
    await server.close();
    await expect(server.exited).resolves.toBe('was ended by SIGTERM');
  });

  it('asks it to end by the signal that it wants, and runs it where it wants', async () => {
    const script =
      'process.on("SIGINT", () => process.exit(7)); console.log(process.cwd()); setInterval(() => {}, 1000)';
    const server = startChildServer(process.execPath, ['-e', script], { endSignal: 'SIGINT', cwd: '/' });
    while (server.lastLines() === '') await delay(10);
    expect(server.lastLines()).toBe('/');
    await server.close();
    await expect(server.exited).resolves.toBe('ended with exit code 7');
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
