import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually';

/** Whether Redis is installed here; where `CI` is set it has to be. */
export function hasRedis(): boolean {
  const found = spawnSync('redis-server', ['--version']).error === undefined;
  if (!found && process.env.CI)
    throw new Error('redis-server not found: run "npm run setup" or "apt-get install redis-server".');
  return found;
}

/** A Redis of the system that keeps nothing on disk and listens on a socket of its own. */
export class RedisServer {
  readonly path: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'socket');
    const options = ['--port', '0', '--unixsocket', this.path, '--save', '', '--appendonly', 'no'];
    this.#process = spawn('redis-server', options, { cwd: folder, stdio: 'ignore' });
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(mkdtempSync(join(tmpdir(), 'openbox-redis-')));
    await eventually('Redis answers', () => server.#answers());
    return server;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill('SIGTERM');
      await once(this.#process, 'exit');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #answers(): Promise<boolean> {
    const socket = connect(this.path);
    try {
      await once(socket, 'connect');
      socket.write('PING\r\n');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      return String(answer) === '+PONG\r\n';
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
