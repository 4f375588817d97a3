import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../testing/temporary-folder.mjs';
import { planTests } from './test-command.mjs';
import { summarizeTests } from './test-summary.mjs';
import { workspacePackages } from './workspace-packages.mjs';

function workspace(t) {
  const root = temporaryFolder(t);
  const add = (name, layer, tests = true) => {
    const folder = join(root, 'packages', name);
    mkdirSync(join(folder, 'src'), { recursive: true });
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name: `@openbox/${name}`, nx: { tags: [`layer:${layer}`] } }),
    );
    if (tests) writeFileSync(join(folder, 'src', 'a.test.ts'), '');
  };
  add('core-client', 'core');
  add('spans', 'capture');
  add('temporal', 'integration', false);
  add('e2e', 'test');
  add('instrument-db', 'instrument');
  writeFileSync(
    join(root, 'packages', 'instrument-db', 'jest.config.cjs'),
    "module.exports = { globalSetup: './start.ts' };",
  );
  return workspacePackages(root);
}

const titles = (plan) => plan.map(({ title }) => title);
const run = (passed, failed, more = {}) => ({
  title: 'one',
  passed,
  failed,
  skipped: 0,
  durationMs: 1200,
  ...more,
});

test('unit tests in one process, then tools, then what needs servers', (t) => {
  assert.deepEqual(titles(planTests(workspace(t), [])), [
    'core-client, spans',
    'tools',
    'e2e',
    'instrument-db',
  ]);
});

test('arguments name projects; options go to Jest', (t) => {
  const packages = workspace(t);
  assert.deepEqual(titles(planTests(packages, ['@openbox/core-client', 'tools'])), ['core-client', 'tools']);
  const [unit, ...rest] = planTests(packages, ['spans', '-t', 'gate']);
  assert.deepEqual([unit.title, unit.jestArgs, rest], ['spans', ['-t', 'gate'], []]);
  assert.throws(
    () => planTests(packages, ['nope']),
    /no project "nope". Projects: core-client, e2e, instrument-db, spans, temporal, tools/,
  );
});

test('the last line is the sum of all runners, alone', () => {
  const { text, exitCode } = summarizeTests([run(3, 0), run(4, 0)]);
  assert.equal(text.split('\n').at(-1), '7 passed, 0 failed');
  assert.equal(exitCode, 0);
});

test('a failed test, a problem of a runner, and no test at all fail', () => {
  assert.equal(summarizeTests([run(3, 1)]).exitCode, 1);
  const crashed = summarizeTests([
    run(3, 0),
    run(0, 0, { problem: 'Jest ended without results (exit code 1)' }),
  ]);
  assert.match(crashed.text, /Jest ended without results[^]*\n3 passed, 1 failed$/);
  assert.equal(crashed.exitCode, 1);
  assert.deepEqual([summarizeTests([]).exitCode, summarizeTests([run(0, 0)]).exitCode], [1, 1]);
  assert.match(summarizeTests([]).text, /No test ran[^]*\n0 passed, 0 failed$/);
});
