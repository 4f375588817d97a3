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
  /** All processes, and those among them that have begun to work. */
  readonly #children = new Set<ChildProcess>();
  readonly #working = new Set<ChildProcess>();

  constructor(private readonly env: Readonly<Record<string, string>>) {}

  /** Resolves when another process works. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [PROGRAM], {
      env: { PATH: process.env.PATH, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#children.add(child);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
    child.once('exit', (code) => {
      this.#children.delete(child);
      this.#working.delete(child);
      if (code !== null && code !== 0) this.failures.push(said);
    });
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (this.#children.has(child)) this.#working.add(child);
    child.stdout.resume();
  }

  /** Kill one of the processes that work without warning, and begin to start another in its place. */
  async replace(index: number): Promise<void> {
    const working = [...this.#working];
    const child = working[index % working.length];
    if (child === undefined) return;
    await this.#kill(child);
    // One that cannot start has said why in `failures`.
    this.start().catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#children].map((child) => this.#kill(child)));
  }

  async #kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    this.killedAtMs.set(child.pid ?? 0, Date.now());
  }
}
