import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from './find-program';
import type { ServerUser } from './server-folder';

const READY_TIMEOUT_MS = 30_000;
const PROBE_PAUSE_MS = 25;
const KILL_AFTER_MS = 5_000;
const MAX_OUTPUT_CHARS = 4_000;

/** How a {@link ServerProcess} is started. */
export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  /** @defaultValue the user of this process */
  readonly user?: ServerUser;
  /** Resolves once the server answers in its protocol. */
  readonly probe: () => Promise<unknown>;
}

/** A server of ours that runs as a process of its own. It does not outlive this one. */
export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #killNow: () => void;
  #output = '';

  private constructor({ program: command, args, folder, user }: ServerCommand) {
    // Only the kernel is sure to end it where this process is killed.
    const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
    const [program, programArgs] =
      setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', 'KILL', '--', command, ...args]];
    this.#child = spawn(program, programArgs, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-MAX_OUTPUT_CHARS);
      });
    }
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', (error) => {
        this.#output += error.message;
        resolve();
      });
    });
    this.#killNow = () => void this.#child.kill('SIGKILL');
    process.once('exit', this.#killNow);
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @throws where it ends before, or does not answer in time, with what it said
   */
  static async start(command: ServerCommand): Promise<ServerProcess> {
    const server = new ServerProcess(command);
    try {
      await server.#untilReady(command.probe);
      return server;
    } catch (error) {
      await server.stop();
      throw new Error(`${command.program} did not start: ${server.#output}`, { cause: error });
    }
  }

  async stop(): Promise<void> {
    process.removeListener('exit', this.#killNow);
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(this.#killNow, KILL_AFTER_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  async #untilReady(probe: () => Promise<unknown>): Promise<void> {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    for (;;) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw new Error('It has ended.');
      try {
        await probe();
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
      await sleep(PROBE_PAUSE_MS);
    }
  }
}
