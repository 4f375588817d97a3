import { isChangingMode, toFileMode } from '../file-mode';
import { holdPaths } from '../path/hold-path';
import { isLoadingModule } from '../path/is-loading-module';
import { toFilePath } from '../path/to-file-path';
import { FileOperation } from './file-operation';
import type { Planner } from './planner';

/** `open` by path. The span lasts until the file is closed. */
export const planOpen: Planner = ({ scope, files, rules }, { args, entry, opensStream }) => {
  const path = toFilePath(args[0]);
  const mode = toFileMode(args[1], 'r');
  if (path === undefined || rules.skips(path, isChangingMode(mode))) return undefined;
  if (isLoadingModule(path, entry)) return undefined;
  const opening = new FileOperation(scope, { operation: 'open', path, mode });
  const held = holdPaths(args, [0]);
  return {
    get args() {
      return held();
    },
    before: () => opening.before(),
    beforeSync: () => {
      opening.beforeSync();
    },
    succeeded: (opened) => {
      files.add(scope, opened, path, opening, opensStream);
    },
    failed: (error) => {
      opening.end({ error });
    },
  };
};
