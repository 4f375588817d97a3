import { GovernanceRefusedError } from '@openbox/core-client/contract';
import { neverThrow } from '@openbox/spans';
import type { StreamTransfer } from '../stream-transfer';
import type { Planner } from './planner';

/** `FileHandle.readLines`: one operation `readlines` that asks at its first step and counts the lines. */
export const planReadLines: Planner = ({ scope, files, rules }, { args, handle }) => {
  const file = handle === undefined ? undefined : files.adopt(scope, handle);
  if (file === undefined || rules.skips(file.path, false)) return undefined;
  file.isStream = true;
  const transfer = file.stream('read', 'readlines');
  return {
    args,
    staysInScope: true,
    before: () => undefined,
    beforeSync: () => undefined,
    succeeded: (lines) => {
      neverThrow('following the lines of a file', () => {
        if (isLines(lines)) followLines(lines, transfer);
      });
    },
    failed: (error) => {
      transfer.fail(error);
      transfer.end();
    },
  };
};

interface Emitter {
  on(event: string, listener: (value: unknown) => void): unknown;
  once(event: string, listener: (value: unknown) => void): unknown;
  listenerCount(event: string): number;
}

interface Lines extends Emitter, AsyncIterable<string> {
  readonly input: Emitter;
  close(): void;
}

function followLines(lines: Lines, transfer: StreamTransfer): void {
  lines.on('line', () => {
    transfer.countLine();
  });
  lines.once('close', () => {
    transfer.end();
  });
  let refusal: GovernanceRefusedError | undefined;
  lines.input.on('error', (error) => {
    if (error instanceof GovernanceRefusedError) {
      // The lines have no event of their own for an error, which would end the process.
      refusal = error;
      lines.close();
    } else if (lines.input.listenerCount('error') === 1) {
      throw error;
    }
  });
  const iterate = lines[Symbol.asyncIterator].bind(lines);
  lines[Symbol.asyncIterator] = async function* () {
    yield* { [Symbol.asyncIterator]: iterate };
    if (refusal !== undefined) throw refusal;
  };
}

function isLines(value: unknown): value is Lines {
  return (
    typeof value === 'object' &&
    value !== null &&
    'input' in value &&
    'close' in value &&
    Symbol.asyncIterator in value
  );
}
