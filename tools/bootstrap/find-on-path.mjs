import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The files named `program` in the folders of PATH that may be executed, in order. */
export function findOnPath(program, path = process.env.PATH ?? '') {
  return path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .filter(isExecutable);
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
