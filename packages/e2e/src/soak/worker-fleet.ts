import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '..', 'processes', 'soak-worker.cjs');

/** Worker processes that are killed and started again. */
export class WorkerFleet {
  /** When each killed process was killed. */
  readonly killedAtMs = new Map<number, number>();
  /** What processes said that ended by themselves, which none should. */
  readonly failures: string[] = [];
  readonly #children: ChildProcess[] = [];

  constructor(private readonly env: Readonly<Record<string, string>>) {}

  async start(): Promise<void> {
    const child = spawn(process.execPath, [PROGRAM], {
      env: { PATH: process.env.PATH, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.push(child);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
    child.once('exit', (code) => {
      if (code !== null && code !== 0) this.failures.push(said);
    });
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    child.stdout.resume();
  }

  /** Kill the process at `index` without warning, and start another in its place. */
  async replace(index: number): Promise<void> {
    const [child] = this.#children.splice(index % this.#children.length, 1);
    if (child !== undefined) await this.#kill(child);
    await this.start();
  }

  async close(): Promise<void> {
    await Promise.all(this.#children.splice(0).map((child) => this.#kill(child)));
  }

  async #kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    this.killedAtMs.set(child.pid ?? 0, Date.now());
  }
}
