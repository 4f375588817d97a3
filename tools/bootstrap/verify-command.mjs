import { nxCli } from './build.mjs';
import { prepare } from './prepare.mjs';
import { formatSeconds } from './progress.mjs';
import { runProcess } from './run-process.mjs';
import { testCommand } from './test-command.mjs';
import { join } from 'node:path';

/** `verify`: everything that CI checks, in order; stops at the first step that fails. */
export async function verifyCommand({ root, progress }) {
  const env = await prepare({ root, progress });
  const node = (...args) => runProcess(process.execPath, args, { cwd: root, env, output: 'inherit' });
  const nx = (...args) => node(nxCli(root), ...args);
  const prettier = join(root, 'node_modules', 'prettier', 'bin', 'prettier.cjs');
  const eslint = join(root, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const runMany = (target) => nx('run-many', '-t', target, '--output-style=static');

  const steps = [
    ['format', () => node(prettier, '--check', '--log-level=warn', '.')],
    ['lint', () => runMany('lint')],
    ['lint of tools', () => node(eslint, 'eslint.config.mjs', 'jest.preset.js', 'tools')],
    ['typecheck', () => runMany('typecheck')],
    ['build', () => runMany('build')],
    ['project references', () => nx('sync:check')],
    ['test', async () => ({ code: await testCommand({ root, progress, args: [] }) })],
  ];

  const lines = [];
  for (const [title, run] of steps) {
    progress.note(`\n── ${title}`);
    const startedAt = Date.now();
    const { code } = await run();
    lines.push(`${code === 0 ? '✓' : '✗'} ${title} (${formatSeconds(Date.now() - startedAt)})`);
    if (code !== 0) {
      console.log(`\n${lines.join('\n')}\nverify failed at: ${title}`);
      return code;
    }
  }
  console.log(`\n${lines.join('\n')}\nverify passed`);
  return 0;
}
