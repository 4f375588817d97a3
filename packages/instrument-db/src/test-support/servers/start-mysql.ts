import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { findProgram } from './find-program';
import { freePort } from './free-port';
import { runToEnd } from './run-to-end';
import { serverFolder, serverUser } from './server-folder';
import { ServerProcess } from './server-process';
import { MissingServerError, type TestServer } from './test-server';

/** MariaDB of the system, with a database `test` and the user `root` without a password. */
export async function startMysql(): Promise<TestServer> {
  const program = findProgram('mariadbd');
  const install = findProgram('mariadb-install-db');
  if (program === undefined || install === undefined)
    throw new MissingServerError(
      'mariadbd not found: run "npm run setup" or "apt-get install mariadb-server", or set OPENBOX_TEST_MYSQL_URL',
    );
  const { folder, remove } = serverFolder('mysql', serverUser());
  try {
    const data = `--datadir=${join(folder, 'data')}`;
    await runToEnd(
      install,
      ['--no-defaults', data, '--auth-root-authentication-method=normal', '--skip-test-db'],
      folder,
    );
    const port = await freePort();
    const server = await ServerProcess.start({
      program: program,
      args: [
        ...['--no-defaults', data, `--socket=${join(folder, 'socket')}`, `--pid-file=${join(folder, 'pid')}`],
        ...[`--port=${port}`, '--bind-address=127.0.0.1', '--skip-log-bin', '--performance-schema=off'],
        ...['--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=8M'],
      ],
      folder,
      user: serverUser(),
      probe: () => createDatabase(port),
    });
    return {
      url: `mysql://root@127.0.0.1:${port}/test`,
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

async function createDatabase(port: number): Promise<void> {
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' });
  await connection.query('CREATE DATABASE IF NOT EXISTS test');
  await connection.end();
}
