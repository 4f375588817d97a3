import { createColors } from 'picocolors';

/** What a command writes to and reads from besides its arguments. */
export interface CliIo {
  /** Writes a line to the standard output. */
  readonly print: (line?: string) => void;
  /** Writes a line to the standard error. */
  readonly printError: (line: string) => void;
  readonly colors: ReturnType<typeof createColors>;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The streams and the environment of this process. */
export function createProcessIo(): CliIo {
  return {
    print: (line = '') => {
      process.stdout.write(`${line}\n`);
    },
    printError: (line) => {
      process.stderr.write(`${line}\n`);
    },
    colors: createColors(undefined),
    env: process.env,
  };
}
