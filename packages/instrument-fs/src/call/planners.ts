import { planOpen } from './plan-open';
import { planSingle } from './plan-single';
import { planReadLines } from './plan-read-lines';
import { planHandleStream, planWebStream } from './plan-stream';
import { planTransfer } from './plan-transfer';
import { planWholeFile } from './plan-whole-file';
import type { Planner } from './planner';

const WHOLE_FILE: Readonly<Record<string, Planner>> = {
  readFile: planWholeFile('read', 'r'),
  writeFile: planWholeFile('write', 'w'),
  appendFile: planWholeFile('write', 'a'),
};

const TRANSFERS: Readonly<Record<string, Planner>> = {
  read: planTransfer('read'),
  readv: planTransfer('read'),
  write: planTransfer('write'),
  writev: planTransfer('write'),
};

const PATHS: Readonly<Record<string, Planner>> = {
  open: planOpen,
  openAsBlob: planSingle({ operation: 'open', mode: 'r' }),
  truncate: planSingle({ operation: 'truncate' }),
  ftruncate: planSingle({ operation: 'truncate' }),
  unlink: planSingle({ operation: 'unlink' }),
  rm: planSingle({ operation: 'rm' }),
  rmdir: planSingle({ operation: 'rmdir' }),
  mkdir: planSingle({ operation: 'mkdir' }),
  mkdtemp: planSingle({ operation: 'mkdtemp' }),
  rename: planSingle({ operation: 'rename', destinationIndex: 1 }),
  copyFile: planSingle({ operation: 'copyFile', destinationIndex: 1 }),
  cp: planSingle({ operation: 'cp', destinationIndex: 1 }),
  link: planSingle({ operation: 'link', destinationIndex: 1 }),
  symlink: planSingle({ operation: 'symlink', pathIndex: 1 }),
  ...sameAs(planSingle({ operation: 'chmod' }), 'chmod', 'fchmod', 'lchmod'),
  ...sameAs(planSingle({ operation: 'chown' }), 'chown', 'fchown', 'lchown'),
  ...sameAs(planSingle({ operation: 'utimes' }), 'utimes', 'futimes', 'lutimes'),
};

/** Functions of `node:fs`, by name without `Sync`. Those of `fs.promises` have the same names. */
export const FUNCTION_PLANNERS: Readonly<Record<string, Planner>> = { ...PATHS, ...WHOLE_FILE, ...TRANSFERS };

/** Methods of a FileHandle that give a promise. */
export const HANDLE_PLANNERS: Readonly<Record<string, Planner>> = {
  ...WHOLE_FILE,
  ...TRANSFERS,
  truncate: planSingle({ operation: 'truncate' }),
  chmod: planSingle({ operation: 'chmod' }),
  chown: planSingle({ operation: 'chown' }),
  utimes: planSingle({ operation: 'utimes' }),
};

/** Methods of a FileHandle that give a stream. */
export const HANDLE_STREAM_PLANNERS: Readonly<Record<string, Planner>> = {
  createReadStream: planHandleStream,
  createWriteStream: planHandleStream,
  readableWebStream: planWebStream,
  readLines: planReadLines,
};

/** All of them, by the name under which a patched function asks for its own. */
export const PLANNERS: Readonly<Record<string, Planner>> = {
  ...FUNCTION_PLANNERS,
  ...Object.fromEntries(
    Object.entries({ ...HANDLE_PLANNERS, ...HANDLE_STREAM_PLANNERS }).map(([name, planner]) => [
      `FileHandle.${name}`,
      planner,
    ]),
  ),
};

function sameAs(planner: Planner, ...names: readonly string[]): Readonly<Record<string, Planner>> {
  return Object.fromEntries(names.map((name) => [name, planner]));
}
