import { formatSeconds } from './progress.mjs';

/**
 * The report of all runners and the exit code. The last line is `N passed, N failed`, alone: scripts read it. A runner's problem
 * counts as one failure; no test at all is a failure too.
 */
export function summarizeTests(runs) {
  const passed = runs.reduce((sum, run) => sum + run.passed, 0);
  const failed = runs.reduce((sum, run) => sum + run.failed + (run.problem === undefined ? 0 : 1), 0);
  const width = Math.max(0, ...runs.map(({ title }) => title.length));
  const lines = runs.map((run) => {
    const skipped = run.skipped > 0 ? `, ${run.skipped} skipped` : '';
    const counts = `${run.passed} passed, ${run.failed} failed${skipped}`;
    return `  ${run.title.padEnd(width)}  ${counts}${run.durationMs > 0 ? ` (${formatSeconds(run.durationMs)})` : ''}${run.problem === undefined ? '' : `: ${run.problem}`}`;
  });
  if (passed + failed === 0) lines.push('  No test ran: that counts as a failure.');
  return {
    text: ['', ...lines, `${passed} passed, ${failed} failed`].join('\n'),
    exitCode: failed > 0 || passed === 0 ? 1 : 0,
  };
}
