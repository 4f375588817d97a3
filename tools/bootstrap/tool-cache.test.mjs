import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { installIntoCache, toolCacheFolder } from './tool-cache.mjs';

test('the cache is where the desktop standard says, or in ~/.cache', () => {
  assert.equal(toolCacheFolder({ XDG_CACHE_HOME: '/somewhere' }), '/somewhere/openbox-dev');
  assert.equal(toolCacheFolder({ XDG_CACHE_HOME: '' }), join(homedir(), '.cache', 'openbox-dev'));
});

test('two runs that install the same folder at once both succeed, and leave one whole folder', async (t) => {
  const cache = temporaryFolder(t);
  const target = join(cache, 'server-1.0.0', 'lib');
  let release;
  const bothBuilt = new Promise((resolve) => (release = resolve));
  let building = 0;
  const build = async (folder) => {
    mkdirSync(join(folder, 'lib'));
    writeFileSync(join(folder, 'lib', 'server.jar'), 'whole');
    building += 1;
    if (building === 2) release();
    await bothBuilt;
    return join(folder, 'lib');
  };
  const installed = await Promise.all([installIntoCache(target, build), installIntoCache(target, build)]);
  assert.deepEqual(installed, [target, target]);
  assert.deepEqual(readdirSync(target), ['server.jar']);
  assert.deepEqual(readdirSync(cache), ['server-1.0.0']);
});

test('a build that fails leaves nothing behind', async (t) => {
  const cache = temporaryFolder(t);
  const build = () => Promise.reject(new Error('no network'));
  await assert.rejects(installIntoCache(join(cache, 'server-1.0.0', 'lib'), build), /no network/);
  assert.deepEqual(readdirSync(cache), []);
});
