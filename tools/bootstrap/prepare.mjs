import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { withRunLock } from './run-lock.mjs';
import { ensureSetup } from './setup-command.mjs';

/** Installs and builds what is missing; `projects` (package names) limits the build, `databases` adds the servers of the database tests. Resolves with the environment for the programs that need it. */
export async function prepare({ root, progress, projects, databases }) {
  return await withRunLock(join(root, '.nx', 'openbox-run.lock'), { progress }, async () => {
    const env = await ensureSetup({ root, progress, databases });
    await ensureBuilt({ root, progress, env, projects });
    return env;
  });
}
