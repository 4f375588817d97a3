import { accessSync, constants, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * Path of a Temporal CLI: `TEMPORAL_CLI_PATH`, then `temporal` on the PATH, then the cache that the repository's first
 * step fills.
 *
 * @throws Error with the remedy where there is none: a run without a server must not look like a pass.
 */
export function resolveTemporalCli(env: NodeJS.ProcessEnv = process.env): string {
  const named = env.TEMPORAL_CLI_PATH?.trim();
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new Error('TEMPORAL_CLI_PATH names no executable file.');
  }
  const onPath = (env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'temporal'));
  const found = [...onPath, ...cachedClis()].find(isExecutable);
  if (found === undefined) {
    throw new Error(
      'No Temporal CLI found: run "npm test" at the repository root, which gets one, or set TEMPORAL_CLI_PATH.',
    );
  }
  return found;
}

function cachedClis(): string[] {
  const cache = join(homedir(), '.cache', 'openbox-dev');
  try {
    return readdirSync(cache)
      .filter((name) => name.startsWith('temporal-'))
      .sort()
      .reverse()
      .map((name) => join(cache, name, 'temporal'));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
