import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { prepare } from './prepare.mjs';
import { runProcess } from './run-process.mjs';
import { SetupError } from './setup-error.mjs';

/** `demo`: builds, then runs the demo with all arguments. Its exit code is ours. */
export async function demoCommand({ root, progress, args }) {
  const env = await prepare({ root, progress, projects: ['@openbox/examples'] });
  const demo = join(root, 'packages', 'examples', 'dist', 'demo.js');
  if (!existsSync(demo))
    throw new SetupError(`The build made no ${demo}: check packages/examples/src/demo.ts.`);
  const { code } = await runProcess(process.execPath, [demo, ...args], { cwd: root, env, output: 'inherit' });
  return code;
}
