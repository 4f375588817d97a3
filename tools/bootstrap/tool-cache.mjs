import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
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
 * Puts one file or folder into the cache. `build(folder)` makes it in a folder of its own and returns its path; only what is complete is
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
    moveIntoPlace(built, target);
    return target;
  } finally {
    process.removeListener('exit', removeFolder);
    removeFolder();
  }
}

function moveIntoPlace(built, target) {
  try {
    renameSync(built, target);
  } catch (error) {
    // A folder cannot replace another one: a simultaneous run was first, with the same content.
    if (!existsSync(target)) throw error;
  }
}
