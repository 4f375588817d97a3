import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { whyInstall } from './dependencies.mjs';

function workspace(t, wanted, installed) {
  const root = temporaryFolder(t);
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: wanted }));
  if (installed !== undefined) {
    mkdirSync(join(root, 'node_modules'));
    writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  }
  return root;
}

const KY = { 'node_modules/ky': { version: '1.14.3' } };

test('a fresh clone has to be installed', (t) => {
  assert.equal(whyInstall(workspace(t, KY)), 'nothing is installed yet');
});

test('an installation that npm did not finish has no lock file of its own, and is done again', (t) => {
  const root = workspace(t, KY);
  mkdirSync(join(root, 'node_modules', 'ky'), { recursive: true });
  assert.equal(whyInstall(root), 'nothing is installed yet');
});

test('what the lock file names is not installed again', (t) => {
  assert.equal(whyInstall(workspace(t, { '': { name: 'root' }, 'packages/a': {}, ...KY }, KY)), undefined);
});

test('another version, a missing package and a moved workspace package are reasons to install', (t) => {
  const other = { 'node_modules/ky': { version: '1.14.2' } };
  assert.equal(whyInstall(workspace(t, KY, other)), 'ky differs from the lock file');
  assert.equal(whyInstall(workspace(t, KY, {})), 'ky differs from the lock file');
  const link = (resolved) => ({ 'node_modules/@openbox/spans': { link: true, resolved } });
  const moved = workspace(t, link('packages/spans'), link('packages/capture'));
  assert.equal(whyInstall(moved), '@openbox/spans differs from the lock file');
});

test('optional packages of other platforms may be missing', (t) => {
  const wanted = { ...KY, 'node_modules/@esbuild/aix-ppc64': { version: '0.28.2', optional: true } };
  assert.equal(whyInstall(workspace(t, wanted, KY)), undefined);
});
