import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where tools that are not npm packages are kept: `$XDG_CACHE_HOME/openbox-dev`, or `~/.cache/openbox-dev`. */
export function toolCacheFolder(env = process.env) {
  const base =
    env.XDG_CACHE_HOME === undefined || env.XDG_CACHE_HOME === ''
      ? join(homedir(), '.cache')
      : env.XDG_CACHE_HOME;
  return join(base, 'openbox-dev');
}

/**
 * Puts one file into the cache. `build(folder)` makes it in a folder of its own and returns its path; only a complete file is
 * moved to `target`, so an interrupted or a simultaneous run leaves nothing half-made.
 */
export async function installIntoCache(target, build) {
  const cache = dirname(dirname(target));
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, '.building-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeFolder);
  try {
    const built = await build(folder);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(built, target);
    return target;
  } finally {
    process.removeListener('exit', removeFolder);
    removeFolder();
  }
}
