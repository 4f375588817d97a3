import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { recordProgress } from '../testing/record-progress.mjs';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { ensureBuilt } from './build.mjs';

/** Stands for Nx: writes the output of the one package, and what it was asked, unless it is told to fail. */
const NX = `
  const { appendFileSync, existsSync, mkdirSync, writeFileSync } = require('node:fs');
  appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
  if (existsSync('broken')) { console.log('error TS2322'); process.exit(1); }
  mkdirSync('packages/spans/dist', { recursive: true });
  writeFileSync('packages/spans/dist/index.js', 'built');
`;

function workspace(t) {
  const root = temporaryFolder(t);
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const file of ['package-lock.json', 'tsconfig.base.json', 'nx.json']) write(file, '{}');
  write('packages/spans/package.json', '{ "name": "@openbox/spans" }');
  write('packages/spans/src/index.ts', 'export {};');
  write('node_modules/nx/dist/bin/nx.js', NX);
  const progress = recordProgress();
  return {
    write,
    remove: (path) => rmSync(join(root, path)),
    build: (projects) => ensureBuilt({ root, progress, env: process.env, projects }),
    calls: () =>
      existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : [],
  };
}

test('builds once, and not again while nothing changes', async (t) => {
  const { build, calls } = workspace(t);
  await build();
  await build();
  await build(['@openbox/spans']);
  assert.deepEqual(calls(), ['run-many -t build --output-style=static']);
});

test('builds again after a change of a source, a lost output, or a changed configuration', async (t) => {
  const { build, calls, write, remove } = workspace(t);
  await build();
  write('packages/spans/src/index.ts', 'export const changed = 1;');
  await build();
  remove('packages/spans/dist/index.js');
  await build();
  write('tsconfig.base.json', '{ "changed": true }');
  await build();
  assert.equal(calls().length, 4);
});

test('a README does not cause a build', async (t) => {
  const { build, calls, write } = workspace(t);
  await build();
  write('packages/spans/README.md', '# @openbox/spans');
  await build();
  assert.equal(calls().length, 1);
});

test('named projects are built alone, and count for themselves only', async (t) => {
  const { build, calls } = workspace(t);
  await build(['@openbox/spans']);
  await build(['@openbox/spans']);
  await build();
  assert.deepEqual(calls(), [
    'run-many -t build -p @openbox/spans --output-style=static',
    'run-many -t build --output-style=static',
  ]);
});

test('a failed build says what the compiler said, and is tried again', async (t) => {
  const { build, calls, write, remove } = workspace(t);
  write('broken', '');
  await assert.rejects(build(), { name: 'SetupError', message: /error TS2322[^]*The build failed/ });
  remove('broken');
  await build();
  assert.equal(calls().length, 2);
});
