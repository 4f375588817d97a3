import { connect } from 'node:net';
import { once } from 'node:events';
import { findProgram } from './find-program';
import { freePort } from './free-port';
import { serverFolder } from './server-folder';
import { ServerProcess } from './server-process';
import { MissingServerError, type TestServer } from './test-server';

/** Redis of the system, which keeps nothing on disk. */
export async function startRedis(): Promise<TestServer> {
  const program = findProgram('redis-server', 'valkey-server');
  if (program === undefined)
    throw new MissingServerError(
      'redis-server not found: run "npm run setup" or "apt-get install redis-server", or set OPENBOX_TEST_REDIS_URL',
    );
  const { folder, remove } = serverFolder('redis');
  const port = await freePort();
  try {
    const server = await ServerProcess.start({
      program: program,
      args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
      folder,
      probe: () => ping(port),
    });
    return {
      url: `redis://127.0.0.1:${port}`,
      stop: async () => {
        await server.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function ping(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write('PING\r\n');
    const answer = String(await once(socket, 'data'));
    if (!answer.startsWith('+PONG')) throw new Error(`Redis said ${answer}`);
  } finally {
    socket.destroy();
  }
}
