import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { type ChildServer, startChildServer } from './child-process';
import { DemoError } from './demo-error';
import { findFreePort } from './free-port';
import { copyUnlessOpen, findPostgresBinaries } from './postgres-binaries';

/** A PostgreSQL server that lives no longer than this process. */
export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** Resolves with a line that says how, should the server end. */
  readonly exited: Promise<string>;
  /** End it and remove its files. */
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
const NOBODY = 65_534;

const inform = (error: unknown): string => (error instanceof Error ? error.message : String(error));

async function isReady(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 2_000 });
  // A server that is still starting may end the connection by itself.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

async function waitUntilReady(connectionString: string, server: ChildServer): Promise<void> {
  let gone: string | undefined;
  void server.exited.then((how) => (gone = how));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!(await isReady(connectionString))) {
    if (gone !== undefined) throw new DemoError(`PostgreSQL ${gone}:\n${server.lastLines()}`);
    if (Date.now() > deadline)
      throw new DemoError(`PostgreSQL is not ready after 30 s:\n${server.lastLines()}`);
    await delay(20);
  }
}

/**
 * Start a PostgreSQL server with an empty database, on a free port and with a password of its own.
 *
 * It refuses to run as `root`: there it runs as `nobody`.
 *
 * @throws {@link DemoError} where it does not come up, with what it said.
 */
export async function startEmbeddedPostgres(): Promise<EmbeddedPostgres> {
  const binaries = findPostgresBinaries();
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const folder = mkdtempSync(join(tmpdir(), 'openbox-demo-postgres-'));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  let server: ChildServer | undefined;
  const close = async (): Promise<void> => {
    await server?.close();
    process.off('exit', remove);
    remove();
  };
  try {
    const home = user.uid === undefined ? binaries : copyUnlessOpen(binaries, join(folder, 'postgres'));
    const password = randomBytes(16).toString('hex');
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (user.uid !== undefined) {
      for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);
    }
    const data = join(folder, 'data');
    await promisify(execFile)(
      join(home, 'bin', 'initdb'),
      [
        ...['-D', data, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`],
        ...['--encoding=UTF8', '--locale=C', '--no-sync'],
      ],
      { cwd: folder, ...user },
    ).catch((error: unknown) => {
      throw new DemoError(
        `The embedded PostgreSQL could not be set up: ${inform(error)}\nRun "npm ci" with install scripts on, or set ` +
          'OPENBOX_DEMO_PG_URL to a PostgreSQL database of your own.',
        { cause: error },
      );
    });
    const port = await findFreePort(0);
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    server = startChildServer(
      join(home, 'bin', 'postgres'),
      ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      // PostgreSQL would wait for its clients on SIGTERM.
      { cwd: folder, endSignal: 'SIGINT', ...user },
    );
    // Again, so that on exit the files go after the server.
    process.off('exit', remove);
    process.once('exit', remove);
    const connectionString = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    await waitUntilReady(connectionString, server);
    const started = server;
    return {
      connectionString,
      exited: started.exited.then((how) => `PostgreSQL ${how}:\n${started.lastLines()}`),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
