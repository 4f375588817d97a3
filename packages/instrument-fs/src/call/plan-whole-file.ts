import { byteCount } from '../byte-count';
import { isChangingMode, toFileMode } from '../file-mode';
import { OpenFile } from '../open-file';
import { holdPaths } from '../path/hold-path';
import { isLoadingModule } from '../path/is-loading-module';
import { toFilePath } from '../path/to-file-path';
import type { Direction } from '../stream-transfer';
import { countingIterable, isByteSource } from './counting-iterable';
import type { FileRequest } from './file-call';
import { FileOperation } from './file-operation';
import { optionOf, type PlanContext, type Planner } from './planner';

/** What is known of one whole-file call before it happens. */
interface Target {
  readonly file: OpenFile;
  /** The open operation that is part of the call; absent for a descriptor or FileHandle. */
  readonly opening: FileOperation | undefined;
}

/** `readFile`, `writeFile` and `appendFile`: an open and a read or write in one. */
export function planWholeFile(direction: Direction, defaultMode: string): Planner {
  return (context, request) => {
    const target = findTarget(context, request, direction, defaultMode);
    if (target === undefined) return undefined;
    const { file, opening } = target;
    const transfer = new FileOperation(context.scope, {
      operation: direction,
      path: file.path,
      parent: file.span,
    });
    const counted = countWritten(direction, request);
    const end = (outcome: { readonly bytes: number; readonly error?: unknown }): void => {
      const { bytes, ...failure } = outcome;
      file.count(direction, bytes);
      transfer.end({
        ...(direction === 'read' ? { bytesRead: bytes } : { bytesWritten: bytes }),
        ...failure,
      });
      if (opening === undefined) return;
      if ('error' in outcome) opening.end({ error: outcome.error });
      else file.close();
    };
    const refused = (error: unknown): never => {
      // The file is not opened for what is not allowed.
      opening?.end({ error });
      throw error;
    };
    const held = holdPaths(counted.args, request.handle === undefined ? [0] : []);
    return {
      get args() {
        return held();
      },
      before: () => {
        const opened = opening?.before();
        const askTransfer = (): Promise<void> | void => {
          try {
            return transfer.before()?.catch(refused);
          } catch (error) {
            return refused(error);
          }
        };
        return opened === undefined ? askTransfer() : opened.then(askTransfer);
      },
      beforeSync: () => {
        opening?.beforeSync();
        try {
          transfer.beforeSync();
        } catch (error) {
          refused(error);
        }
      },
      succeeded: (result) => {
        end({
          bytes: direction === 'read' ? (byteCount(result, encodingOf(request)) ?? 0) : counted.bytes(),
        });
      },
      failed: (error) => {
        end({ bytes: direction === 'read' ? 0 : counted.bytesOnFailure(), error });
      },
    };
  };
}

function findTarget(
  { scope, files, rules }: PlanContext,
  { args, entry, handle }: FileRequest,
  direction: Direction,
  defaultMode: string,
): Target | undefined {
  const path = handle === undefined ? toFilePath(args[0]) : undefined;
  if (path === undefined) {
    const file = files.find(scope, handle ?? args[0]);
    return file === undefined || rules.skips(file.path, direction === 'write')
      ? undefined
      : { file, opening: undefined };
  }
  const options = args[direction === 'read' ? 1 : 2];
  const mode = toFileMode(optionOf(options, 'flag') ?? optionOf(options, 'flags'), defaultMode);
  if (rules.skips(path, direction === 'write' || isChangingMode(mode))) return undefined;
  if (direction === 'read' && isLoadingModule(path, entry)) return undefined;
  const opening = new FileOperation(scope, { operation: 'open', path, mode });
  return { file: new OpenFile(scope, path, opening), opening };
}

function encodingOf({ args, handle, name }: FileRequest): unknown {
  const first = handle === undefined ? 1 : 0;
  const options = args[name === 'readFile' ? first : first + 1];
  return typeof options === 'string' ? options : optionOf(options, 'encoding');
}

interface Counted {
  readonly args: readonly unknown[];
  bytes(): number;
  bytesOnFailure(): number;
}

function countWritten(direction: Direction, request: FileRequest): Counted {
  const { args, form } = request;
  const index = request.handle === undefined ? 1 : 0;
  const data = args[index];
  if (direction === 'write' && form === 'promise' && isByteSource(data)) {
    let bytes = 0;
    const counting = countingIterable(data, (chunk) => {
      bytes += byteCount(chunk, encodingOf(request)) ?? 0;
    });
    return { args: args.with(index, counting), bytes: () => bytes, bytesOnFailure: () => bytes };
  }
  return { args, bytes: () => byteCount(data, encodingOf(request)) ?? 0, bytesOnFailure: () => 0 };
}
