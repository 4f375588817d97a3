import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { OpenBoxOptions } from '@openbox/temporal';
import { EnvironmentName, requireEnvironment } from './environment-names';
import { eventually } from './eventually';
import type { ScriptedCore } from './scripted-core';

export interface WorkerProcessOptions {
  readonly core: ScriptedCore;
  readonly taskQueue: string;
  /** Where it finds Temporal. @defaultValue the run's dev server */
  readonly address?: string;
  /** Further options of the Worker. */
  readonly options?: OpenBoxOptions;
  /** How far its clock is ahead. @defaultValue `0` */
  readonly clockOffsetMs?: number;
}

/** A governed Worker in a process of its own, with the Activities `work` and `other`. */
export class WorkerProcess {
  #output = '';

  private constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  /** Starts one, and waits until it polls. */
  static async start(given: WorkerProcessOptions): Promise<WorkerProcess> {
    const { core, taskQueue, address, options = {}, clockOffsetMs = 0 } = given;
    const child = spawn(process.execPath, [join(__dirname, '..', 'processes', 'governed-worker.cjs')], {
      env: {
        PATH: process.env.PATH,
        ADDRESS: address ?? requireEnvironment(EnvironmentName.ADDRESS),
        CODE_PATH: requireEnvironment(EnvironmentName.GOVERNED_BUNDLE),
        TASK_QUEUE: taskQueue,
        OPENBOX_URL: core.url,
        OPENBOX_API_KEY: core.apiKey,
        OPTIONS: JSON.stringify(options),
        CLOCK_OFFSET_MS: String(clockOffsetMs),
      },
    });
    const worker = new WorkerProcess(child);
    await eventually(
      'the worker runs',
      () => worker.#output.includes('running') || child.exitCode !== null,
      30_000,
    );
    return worker;
  }

  /** What it has said so far. */
  get output(): string {
    return this.#output;
  }

  /** How often the body of `work` has begun. */
  get bodies(): number {
    return this.#output.split('working').length - 1;
  }

  /** @returns its exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<unknown> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode;
    const exit = once(child, 'exit');
    child.kill(signal);
    const [code, by] = (await exit) as unknown[];
    return code ?? by;
  }
}

/** Registers the hook that kills, after each test, what is left of the Workers that it started. */
export function useWorkerProcesses(): (options: WorkerProcessOptions) => Promise<WorkerProcess> {
  const started: WorkerProcess[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((worker) => worker.end('SIGKILL')));
  });
  return async (options) => {
    const worker = await WorkerProcess.start(options);
    started.push(worker);
    return worker;
  };
}
