import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';

/** A server that runs as a child of this process and never outlives it. */
export interface ChildServer {
  /** Resolves when the process is gone, with a line that says how. */
  readonly exited: Promise<string>;
  /** The last lines that it wrote to either stream. */
  lastLines(): string;
  /** Ask it to end; after five seconds it is killed. */
  close(): Promise<void>;
}

export interface ChildServerOptions {
  /** The signal that asks it to end. @defaultValue `'SIGTERM'` */
  readonly endSignal?: NodeJS.Signals;
  /** Folder that it runs in. @defaultValue that of this process */
  readonly cwd?: string;
  /** User that it runs as. @defaultValue that of this process */
  readonly uid?: number;
  /** Group that it runs as. @defaultValue that of this process */
  readonly gid?: number;
}

const KILL_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;
const KEPT_CHARACTERS = 4_000;
const GRACE_MS = 5_000;

function canKillWithParent(): boolean {
  const [file, ...rest] = KILL_WITH_PARENT;
  // Some systems have a `setpriv` without this option.
  return process.platform === 'linux' && spawnSync(file, [...rest, 'true']).status === 0;
}

/**
 * Start a server in a process group of its own, so that Ctrl-C in the terminal reaches this process alone and the
 * server ends in its turn. Where Linux offers it, the kernel ends the server even if this process is killed.
 */
export function startChildServer(
  command: string,
  args: readonly string[],
  { endSignal = 'SIGTERM', ...spawnOptions }: ChildServerOptions = {},
): ChildServer {
  const [file, ...rest] = canKillWithParent() ? [...KILL_WITH_PARENT, command, ...args] : [command, ...args];
  const child: ChildProcessWithoutNullStreams = spawn(file, rest, { ...spawnOptions, detached: true });
  child.stdin.end();

  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
    });
  }
  const killNow = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killNow);
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => {
      resolve(`could not be started: ${error.message}`);
    });
    child.once('close', (code, signal) => {
      resolve(signal ? `was ended by ${signal}` : `ended with exit code ${String(code)}`);
    });
  }).finally(() => process.off('exit', killNow));

  return {
    exited,
    lastLines: () => output.trimEnd().split('\n').slice(-8).join('\n'),
    close: async () => {
      child.kill(endSignal);
      const timer = setTimeout(killNow, GRACE_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}
