import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { findOnPath } from './find-on-path.mjs';
import { mongoServerFolder, installMongoServer } from './mongo-server.mjs';
import { runProcess, lastLines } from './run-process.mjs';
import { SetupError } from './setup-error.mjs';
import { toolCacheFolder } from './tool-cache.mjs';

const APT_TIMEOUT_MS = 10 * 60_000;

/** Programs that the tests of databases start, and the Debian packages that have them. PostgreSQL comes with npm. */
const PROGRAMS = [
  { variable: 'OPENBOX_TEST_REDIS_URL', anyOf: ['redis-server', 'valkey-server'], package: 'redis-server' },
  // A plain user's PATH may lack the folder of this one.
  {
    variable: 'OPENBOX_TEST_MYSQL_URL',
    anyOf: ['mariadbd'],
    package: 'mariadb-server',
    folders: ['/usr/sbin'],
  },
  { variable: 'OPENBOX_TEST_MONGO_URL', anyOf: ['java'], package: 'default-jdk-headless' },
  { variable: 'OPENBOX_TEST_MONGO_URL', anyOf: ['mvn'], package: 'maven', onlyWithout: mongoServerFolder },
];

/**
 * Installs the database servers that tests start, where a variable does not name one that runs. What cannot be installed is said and
 * left out: the tests then say what they could not try, and fail with `CI` set. Resolves with the environment for the tests.
 */
export async function ensureDatabaseServers({
  progress,
  env = process.env,
  cacheFolder = toolCacheFolder(env),
  run = runProcess,
  platform = process.platform,
}) {
  const missing = missingPackages(env, cacheFolder);
  if (missing.length > 0)
    await attempt(progress, () => installPackages({ missing, progress, env, run, platform }));
  if (isSet(env.OPENBOX_TEST_MONGO_URL)) return {};
  const folder = mongoServerFolder(cacheFolder);
  if (!existsSync(folder) && findOnPath('mvn', env.PATH).length > 0)
    await attempt(progress, () => installMongoServer({ folder, progress, env, run }));
  return { OPENBOX_TEST_MONGO_JARS: folder };
}

/** What is missing, without installing it. */
export function missingDatabaseServers({ env = process.env, cacheFolder = toolCacheFolder(env) } = {}) {
  const packages = missingPackages(env, cacheFolder);
  const withMongo = isSet(env.OPENBOX_TEST_MONGO_URL) || existsSync(mongoServerFolder(cacheFolder));
  return withMongo ? packages : [...packages, 'mongo-java-server'];
}

function missingPackages(env, cacheFolder) {
  return PROGRAMS.filter(
    ({ variable, anyOf, folders = [], onlyWithout }) =>
      !isSet(env[variable]) &&
      !(onlyWithout !== undefined && existsSync(onlyWithout(cacheFolder))) &&
      !anyOf.some((program) => findOnPath(program, [env.PATH ?? '', ...folders].join(delimiter)).length > 0),
  ).map((program) => program.package);
}

async function installPackages({ missing, progress, env, run, platform }) {
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const prefix =
    platform === 'linux' && findOnPath('apt-get', env.PATH).length > 0
      ? await rootPrefix(run, env)
      : undefined;
  if (prefix === undefined)
    throw new SetupError(
      `Not installed: ${missing.join(', ')}. ${platform === 'darwin' ? 'Run "brew install redis mariadb openjdk maven"' : `Run "${command}" as root`}, or name running servers (${variablesOf(missing).join(', ')}).`,
    );
  await progress.run(`apt-get install ${missing.join(' ')}`, async () => {
    const apt = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...missing]]) {
      const [program, ...rest] = [...prefix, 'apt-get', '-o', 'DPkg::Lock::Timeout=120', ...args];
      const { code, stderr, timedOut } = await run(program, rest, { env: apt, timeoutMs: APT_TIMEOUT_MS });
      if (code !== 0)
        throw new SetupError(
          `apt-get ${args[0]} ${timedOut ? 'did not finish' : `failed: ${lastLines(stderr, 3)}`}. Run "${command}" yourself.`,
        );
    }
  });
}

/** What to put before a command to run it as root; `undefined` where that needs a password. */
async function rootPrefix(run, env) {
  if (process.getuid?.() === 0) return [];
  const sudo = ['sudo', '-n', '-E'];
  const { code } = await run('sudo', ['-n', 'true'], { env, timeoutMs: 5_000 });
  return code === 0 ? sudo : undefined;
}

async function attempt(progress, install) {
  try {
    await install();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    progress.note(`  ${error.message}`);
  }
}

function variablesOf(packages) {
  return [
    ...new Set(
      PROGRAMS.filter((program) => packages.includes(program.package)).map(({ variable }) => variable),
    ),
  ];
}

function isSet(value) {
  return value !== undefined && value !== '';
}
