import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { countJest, countTap } from './test-runners.mjs';
import { runProcess } from './run-process.mjs';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Runs a test file in a process of its own and counts what it reports. */
async function runWithJest(t, source) {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'sample.test.js'), source);
  writeFileSync(join(folder, 'jest.config.cjs'), 'module.exports = { transform: {} };');
  const script = `
    import { runJest } from ${JSON.stringify(new URL('./test-runners.mjs', import.meta.url).href)};
    const packages = [{ folder: ${JSON.stringify(folder)} }];
    const result = await runJest({ root: ${JSON.stringify(ROOT)}, env: process.env, packages, jestArgs: [] });
    console.log('\\n' + JSON.stringify(result));`;
  const { stdout } = await runProcess(process.execPath, ['--input-type=module', '-e', script]);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

test('counts the tests of Jest', async (t) => {
  const result = await runWithJest(
    t,
    "it('a', () => {}); it('b', () => { throw new Error('no'); }); it.skip('c', () => {});",
  );
  assert.deepEqual(result, { passed: 1, failed: 1, skipped: 1, interrupted: false });
});

test('a test file that cannot be loaded is a failure', async (t) => {
  const result = await runWithJest(t, "throw new Error('broken');");
  assert.equal(result.failed, 1);
});

test('a Jest that dies without results is a problem', async (t) => {
  const result = await runWithJest(t, "it('a', () => { process.kill(process.pid, 'SIGKILL'); });");
  assert.match(result.problem, /^Jest ended without results \(exit code \d+\)$/);
});

test('a Jest that fails without a failed test is a problem', () => {
  const results = {
    numPassedTests: 2,
    numFailedTests: 0,
    numRuntimeErrorTestSuites: 0,
    numPendingTests: 0,
    numTodoTests: 0,
  };
  assert.match(countJest(JSON.stringify(results), 1).problem, /exit code 1 although no test failed/);
  assert.equal(countJest(JSON.stringify(results), 0).problem, undefined);
});

test("counts the tests of Node's own runner", async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'inner'));
  writeFileSync(
    join(folder, 'inner', 'sample.test.mjs'),
    "import { test } from 'node:test'; test('a', () => {}); test('b', () => { throw new Error('no'); });",
  );
  const script = `
    import { runNodeTests } from ${JSON.stringify(new URL('./test-runners.mjs', import.meta.url).href)};
    const result = await runNodeTests({ root: ${JSON.stringify(ROOT)}, env: process.env, folder: ${JSON.stringify(folder)} });
    console.log('\\n' + JSON.stringify(result));`;
  const env = { ...process.env };
  // Node's runner marks its children; a runner inside a test must not think it is one.
  delete env.NODE_TEST_CONTEXT;
  const { stdout } = await runProcess(process.execPath, ['--input-type=module', '-e', script], { env });
  const result = JSON.parse(stdout.trim().split('\n').at(-1));
  assert.deepEqual(result, { passed: 1, failed: 1, skipped: 0, interrupted: false });
});

test('a Node runner without a summary is a problem', () => {
  assert.match(countTap(undefined, 1).problem, /ended without results/);
  assert.match(countTap('TAP version 13\n', 137).problem, /exit code 137/);
});
