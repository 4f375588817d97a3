import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runProcess } from './run-process.mjs';
import { SetupError } from './setup-error.mjs';
import { listFiles, workspacePackages } from './workspace-packages.mjs';

const ROOT_INPUTS = ['package-lock.json', 'tsconfig.base.json', 'nx.json'];

/**
 * Builds `projects` (package names) and what they depend on, or all of them. When no file of a package has changed since, neither source
 * nor output, nothing is started: asking Nx alone takes two seconds.
 */
export async function ensureBuilt({ root, progress, env, projects = [] }) {
  const stampOf = (names) =>
    join(root, 'node_modules', ['.openbox-build', ...names].join('-').replaceAll('/', '-'));
  const before = fingerprint(root);
  if (
    [stampOf([]), stampOf(projects)].some((file) => existsSync(file) && readFileSync(file, 'utf8') === before)
  )
    return;
  rmSync(stampOf(projects), { force: true });
  await progress.run('Build', async () => {
    const selection = projects.length > 0 ? ['-p', projects.join(',')] : [];
    const { code, stdout, stderr } = await runProcess(
      process.execPath,
      [nxCli(root), 'run-many', '-t', 'build', ...selection, '--output-style=static'],
      { cwd: root, env: { ...env, FORCE_COLOR: '0' } },
    );
    if (code !== 0) throw new SetupError(`${stdout}${stderr}\nThe build failed: see above.`);
  });
  writeFileSync(stampOf(projects), fingerprint(root));
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
