import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runProcess } from './run-process.mjs';
import { SetupError } from './setup-error.mjs';
import { listFiles, workspacePackages } from './workspace-packages.mjs';

const ROOT_INPUTS = ['package-lock.json', 'tsconfig.base.json', 'nx.json'];

/**
 * Builds every package. When no file of a package has changed since the last complete build, neither source nor output, nothing is
 * started: asking Nx alone takes two seconds.
 */
export async function ensureBuilt({ root, progress, env }) {
  const stamp = join(root, 'node_modules', '.openbox-build');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(root)) return;
  rmSync(stamp, { force: true });
  await progress.run('Build', async () => {
    const { code, stdout, stderr } = await runProcess(
      process.execPath,
      [nxCli(root), 'run-many', '-t', 'build', '--output-style=static'],
      { cwd: root, env: { ...env, FORCE_COLOR: '0' } },
    );
    if (code !== 0) throw new SetupError(`${stdout}${stderr}\nThe build failed: see above.`);
  });
  writeFileSync(stamp, fingerprint(root));
}

export function nxCli(root) {
  return join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
}

function fingerprint(root) {
  const hash = createHash('sha256');
  const files = workspacePackages(root).flatMap(({ folder }) =>
    listFiles(folder, (path) => !path.endsWith('.md'), ['node_modules', 'out-tsc', 'coverage']),
  );
  for (const file of [...ROOT_INPUTS.map((name) => join(root, name)), ...files]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${relative(root, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}
