import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { recordProgress } from '../testing/record-progress.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { writeProgram } from '../testing/write-program.mjs';
import { ensureDatabaseServers, missingDatabaseServers } from './database-servers.mjs';
import { mongoServerFolder } from './mongo-server.mjs';

const RUNNING = {
  OPENBOX_TEST_REDIS_URL: 'redis://r',
  OPENBOX_TEST_MYSQL_URL: 'mysql://m',
  OPENBOX_TEST_MONGO_URL: 'mongodb://m',
};

/** Records what would be run, and does what `mvn` would have done. */
function recordRuns(code = 0) {
  const commands = [];
  const run = async (program, args, { cwd } = {}) => {
    commands.push([program, ...args].join(' '));
    const output = args.find((arg) => arg.startsWith('-DoutputDirectory='))?.split('=')[1];
    if (output !== undefined && code === 0) {
      mkdirSync(output);
      writeFileSync(join(output, 'server.jar'), '');
      assert.ok(existsSync(join(cwd, 'pom.xml')));
    }
    return { code, stdout: '', stderr: 'no network' };
  };
  return { commands, run };
}

function setUp(t, programs) {
  const folder = temporaryFolder(t);
  for (const program of programs) writeProgram(join(folder, 'bin', program), 'true');
  return {
    cacheFolder: join(folder, 'cache'),
    env: { PATH: join(folder, 'bin') },
    progress: recordProgress(),
  };
}

test('nothing is installed for servers that run already', async (t) => {
  const { cacheFolder, progress } = setUp(t, []);
  const { commands, run } = recordRuns();
  assert.deepEqual(await ensureDatabaseServers({ progress, env: RUNNING, cacheFolder, run }), {});
  assert.deepEqual(commands, []);
  assert.deepEqual(missingDatabaseServers({ env: RUNNING, cacheFolder }), []);
});

test('the MongoDB server is fetched once, and only whole', async (t) => {
  const { cacheFolder, env, progress } = setUp(t, ['redis-server', 'mariadbd', 'java', 'mvn']);
  assert.deepEqual(missingDatabaseServers({ env, cacheFolder }), ['mongo-java-server']);
  const failed = recordRuns(1);
  await ensureDatabaseServers({ progress, env, cacheFolder, run: failed.run });
  assert.equal(existsSync(mongoServerFolder(cacheFolder)), false);
  assert.match(progress.lines.join('\n'), /no network.*OPENBOX_TEST_MONGO_URL/s);

  const { commands, run } = recordRuns();
  const expected = { OPENBOX_TEST_MONGO_JARS: mongoServerFolder(cacheFolder) };
  assert.deepEqual(await ensureDatabaseServers({ progress, env, cacheFolder, run }), expected);
  assert.deepEqual(await ensureDatabaseServers({ progress, env, cacheFolder, run }), expected);
  assert.equal(commands.length, 1);
  assert.deepEqual(readdirSync(mongoServerFolder(cacheFolder)), ['server.jar']);
  assert.deepEqual(readdirSync(cacheFolder), ['mongo-java-server-1.47.0']);
});

test('where nothing can be installed it says what to run, and goes on', async (t) => {
  const { cacheFolder, env, progress } = setUp(t, ['java', 'mvn']);
  mkdirSync(mongoServerFolder(cacheFolder), { recursive: true });
  const { commands, run } = recordRuns();
  const servers = { OPENBOX_TEST_MYSQL_URL: 'mysql://m' };
  await ensureDatabaseServers({
    progress,
    env: { ...env, ...servers },
    cacheFolder,
    run,
    platform: 'darwin',
  });
  const said = progress.lines.join('\n');
  assert.match(said, /redis-server.*brew install.*OPENBOX_TEST_REDIS_URL/);
  assert.deepEqual(commands, []);
});

test('apt installs all that is missing in one call', async (t) => {
  const { cacheFolder, env, progress } = setUp(t, ['apt-get', 'mariadbd', 'java']);
  const { commands, run } = recordRuns();
  await ensureDatabaseServers({ progress, env, cacheFolder, run, platform: 'linux' });
  const sudo = process.getuid?.() === 0 ? '' : 'sudo -n -E ';
  assert.deepEqual(
    commands.filter((command) => command.includes('apt-get')),
    [
      `${sudo}apt-get -o DPkg::Lock::Timeout=120 update`,
      `${sudo}apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends redis-server maven`,
    ],
  );
});
