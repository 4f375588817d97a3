import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from './run-process.mjs';
import { listFiles } from './workspace-packages.mjs';

/** Counts of one runner. `problem` says what went wrong beside failed tests; it counts as a failure. */
export const NO_TESTS = { passed: 0, failed: 0, skipped: 0, problem: undefined, interrupted: false };

/** Runs Jest for `packages` in one process and counts its tests. */
export async function runJest({ root, env, packages, jestArgs }) {
  const [only] = packages;
  const projects =
    packages.length === 1
      ? ['--config', join(only.folder, 'jest.config.cjs')]
      : ['--projects', ...packages.map(({ folder }) => folder)];
  return await withResultFile(async (resultFile) => {
    const { code, interrupted } = await runProcess(
      process.execPath,
      [
        join(root, 'node_modules', 'jest', 'bin', 'jest.js'),
        ...['--json', `--outputFile=${resultFile}`, '--passWithNoTests', ...jestArgs, ...projects],
      ],
      { cwd: root, env, output: 'inherit' },
    );
    return { ...countJest(readResult(resultFile), code), interrupted };
  });
}

/** Counts from Jest's JSON results; a test file that could not run is a failure as well. */
export function countJest(text, code) {
  if (text === undefined) return crashed('Jest', code);
  const results = JSON.parse(text);
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  return {
    ...NO_TESTS,
    passed: results.numPassedTests,
    failed,
    skipped: results.numPendingTests + results.numTodoTests,
    problem:
      code !== 0 && failed === 0 ? `Jest ended with exit code ${code} although no test failed` : undefined,
  };
}

/** Runs the tests of tools/ with Node's own test runner and counts them. */
export async function runNodeTests({ root, env, folder }) {
  const files = listFiles(folder, (path) => path.endsWith('.test.mjs'));
  return await withResultFile(async (resultFile) => {
    const { code, interrupted } = await runProcess(
      process.execPath,
      [
        ...['--test', '--test-reporter=spec', '--test-reporter-destination=stdout'],
        ...['--test-reporter=tap', `--test-reporter-destination=${resultFile}`, ...files],
      ],
      { cwd: root, env, output: 'inherit' },
    );
    return { ...countTap(readResult(resultFile), code), interrupted };
  });
}

/** Counts from the summary at the end of Node's TAP output. */
export function countTap(text, code) {
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text ?? '')?.[1] ?? NaN);
  const passed = count('pass');
  if (Number.isNaN(passed)) return crashed("Node's test runner", code);
  const failed = count('fail') + count('cancelled');
  return {
    ...NO_TESTS,
    passed,
    failed,
    skipped: count('skipped') + count('todo'),
    problem:
      code !== 0 && failed === 0
        ? `Node's test runner ended with exit code ${code} although no test failed`
        : undefined,
  };
}

function crashed(runner, code) {
  return { ...NO_TESTS, problem: `${runner} ended without results (exit code ${code})` };
}

async function withResultFile(task) {
  const folder = mkdtempSync(join(tmpdir(), 'openbox-test-'));
  try {
    return await task(join(folder, 'results'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readResult(file) {
  try {
    const text = readFileSync(file, 'utf8');
    return text === '' ? undefined : text;
  } catch {
    return undefined;
  }
}
