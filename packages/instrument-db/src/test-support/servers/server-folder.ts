import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Who runs a server. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

const NOBODY = 65_534;

/** Some servers refuse to run as `root`: there they run as `nobody`. */
export function serverUser(): ServerUser {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

/** A new folder that belongs to the user that a server runs as, and how to remove it. */
export function serverFolder(
  name: string,
  { uid, gid }: ServerUser = {},
): { readonly folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `openbox-${name}-`));
  if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
