import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProcess } from './run-process.mjs';

const bootstrap = (...args) =>
  runProcess(process.execPath, [fileURLToPath(new URL('../bootstrap.mjs', import.meta.url)), ...args]);

test('--help names every command', async () => {
  const { code, stdout } = await bootstrap('--help');
  assert.equal(code, 0);
  for (const name of ['demo', 'test', 'verify', 'setup'])
    assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
});

test('an unknown command is refused with the known ones', async () => {
  const { code, stderr } = await bootstrap('constructor');
  assert.equal(code, 1);
  assert.match(stderr, /no command "constructor"[^]*test \[project\.\.\.\]/);
});

test('an unknown project is refused before anything is built, without a stack', async () => {
  const { code, stderr } = await bootstrap('test', 'nope');
  assert.equal(code, 1);
  assert.match(stderr, /^\nThere is no project "nope"\. Projects: .*core-client.*tools\.\n$/);
});
