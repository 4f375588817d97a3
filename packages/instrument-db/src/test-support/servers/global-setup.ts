import { MissingServerError, type TestServer } from './test-server';
import { RunningServers } from './running-servers';
import { startMongo } from './start-mongo';
import { startMysql } from './start-mysql';
import { startPostgres } from './start-postgres';
import { startRedis } from './start-redis';

const SERVERS: readonly (readonly [variable: string, start: () => Promise<TestServer>])[] = [
  ['OPENBOX_TEST_PG_URL', startPostgres],
  ['OPENBOX_TEST_MYSQL_URL', startMysql],
  ['OPENBOX_TEST_REDIS_URL', startRedis],
  ['OPENBOX_TEST_MONGO_URL', startMongo],
];

/**
 * Jest's globalSetup: a server of each kind for all test files, unless the environment names one. Where one cannot be
 * had this fails with `CI` set, and otherwise says so; the tests that need it then say so as well.
 */
async function globalSetup(): Promise<void> {
  const servers = new RunningServers();
  const results = await Promise.allSettled(
    SERVERS.map(async ([variable, start]) => {
      if (process.env[variable]) return;
      const server = await start();
      servers.add(server);
      process.env[variable] = server.url;
    }),
  );
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [toError(result.reason)] : []));
  const failure = errors.find((error) => process.env.CI || !(error instanceof MissingServerError));
  if (failure === undefined) {
    for (const error of errors) process.stderr.write(`${error.message}\n`);
    return;
  }
  await servers.stopAll();
  throw failure;
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

export = globalSetup;
