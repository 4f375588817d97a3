import { transferredBytes } from '../byte-count';
import type { Direction } from '../stream-transfer';
import { FileOperation } from './file-operation';
import type { Planner } from './planner';

/** A read or write through a descriptor or FileHandle. */
export function planTransfer(direction: Direction): Planner {
  return ({ scope, files, rules }, { args, handle }) => {
    const file = files.find(scope, handle ?? args[0]);
    if (file === undefined || rules.skips(file.path, direction === 'write')) return undefined;
    if (file.isStream) {
      const stream = file.stream(direction);
      return {
        args,
        before: () => stream.before(),
        beforeSync: () => {
          stream.beforeSync();
        },
        succeeded: (answer) => {
          const bytes = transferredBytes(answer);
          file.count(direction, bytes);
          stream.count(bytes);
        },
        failed: (error) => {
          stream.fail(error);
        },
      };
    }
    const transfer = new FileOperation(scope, { operation: direction, path: file.path, parent: file.span });
    return {
      args,
      before: () => transfer.before(),
      beforeSync: () => {
        transfer.beforeSync();
      },
      succeeded: (answer) => {
        const bytes = transferredBytes(answer);
        file.count(direction, bytes);
        transfer.end(direction === 'read' ? { bytesRead: bytes } : { bytesWritten: bytes });
      },
      failed: (error) => {
        transfer.end({ error });
      },
    };
  };
}
