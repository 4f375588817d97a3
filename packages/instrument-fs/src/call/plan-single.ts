import { optionOf, type Planner } from './planner';
import { AsyncResource } from 'node:async_hooks';
import { holdPaths } from '../path/hold-path';
import { toFilePath } from '../path/to-file-path';
import { FileOperation } from './file-operation';

/** Where a function's paths are among its arguments. */
export interface SingleOperation {
  readonly operation: string;
  /** @defaultValue `0` */
  readonly pathIndex?: number;
  readonly destinationIndex?: number;
  /** Set for an operation that reads only. */
  readonly mode?: string;
}

/** One operation on a path, such as `unlink` or `rename`. */
export function planSingle({ operation, pathIndex = 0, destinationIndex, mode }: SingleOperation): Planner {
  return ({ scope, rules, files }, { args, handle }) => {
    const path = toFilePath(args[pathIndex]) ?? files.find(scope, handle ?? args[pathIndex])?.path;
    const destinationPath = destinationIndex === undefined ? undefined : toFilePath(args[destinationIndex]);
    const changes = mode === undefined;
    if (path === undefined || [path, destinationPath ?? path].every((each) => rules.skips(each, changes)))
      return undefined;
    const single = new FileOperation(scope, { operation, path, destinationPath, mode });
    const held = holdPaths(args.map(inOwnContext), [pathIndex, destinationIndex ?? pathIndex]);
    return {
      get args() {
        return held();
      },
      before: () => single.before(),
      beforeSync: () => {
        single.beforeSync();
      },
      succeeded: () => {
        single.end();
      },
      failed: (error) => {
        single.end({ error });
      },
    };
  };
}

/** The `filter` of `fs.cp` is the program's own code: what it does is governed as well. */
function inOwnContext(argument: unknown): unknown {
  const filter = optionOf(argument, 'filter');
  if (typeof argument !== 'object' || typeof filter !== 'function') return argument;
  const bound: unknown = AsyncResource.bind((...args: unknown[]): unknown =>
    Reflect.apply(filter, argument, args),
  );
  return { ...argument, filter: bound };
}
