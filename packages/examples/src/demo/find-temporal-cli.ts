import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DemoError } from './demo-error';

type Env = Readonly<Record<string, string | undefined>>;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Path of the Temporal CLI: `TEMPORAL_CLI_PATH`, else `temporal` on `PATH`.
 *
 * @throws {@link DemoError} that says how to get it.
 */
export function findTemporalCli(env: Env): string {
  const given = env.TEMPORAL_CLI_PATH;
  if (given) {
    if (isExecutable(given)) return given;
    throw new DemoError(`TEMPORAL_CLI_PATH is ${given}, which is no executable file.`);
  }
  const found = (env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'temporal'))
    .find(isExecutable);
  if (found) return found;
  throw new DemoError(
    'The Temporal CLI was not found. Run "npm run demo" in the root of the repository, which fetches it, or install it ' +
      '(https://docs.temporal.io/cli) and set TEMPORAL_CLI_PATH; or set TEMPORAL_ADDRESS to use a server of your own.',
  );
}
