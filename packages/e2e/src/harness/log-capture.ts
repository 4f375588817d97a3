import { inspect } from 'node:util';
import type { LogEntry } from '@temporalio/worker';
import { DefaultLogger, makeTelemetryFilterString, Runtime } from '@temporalio/worker';

/** Everything that was logged in one test file, from DEBUG up, by the Worker, its Workflows, us, and the console. */
export class LogCapture {
  readonly lines: string[] = [];

  /** Installs the process's Temporal runtime: call it before anything that makes a connection. */
  installRuntime(): void {
    Runtime.install({
      logger: new DefaultLogger('TRACE', (entry) => this.#record(entry)),
      // The core's own log would only come later and in batches; what it says is of no interest here.
      telemetryOptions: {
        logging: { console: {}, filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) },
      },
    });
  }

  /** Keeps what goes to the console from the terminal, and remembers it. */
  captureConsole(): void {
    for (const method of ['debug', 'info', 'log', 'warn', 'error'] as const) {
      jest.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
        this.lines.push(`console ${method} ${parts.map((part) => inspect(part, { depth: 8 })).join(' ')}`);
      });
    }
  }

  /** The lines that contain `text`. */
  linesWith(text: string): string[] {
    return this.lines.filter((line) => line.includes(text));
  }

  #record(entry: LogEntry): void {
    const { level, message, meta } = entry;
    this.lines.push(
      `${level} ${message} ${inspect(meta, { depth: 8, breakLength: Infinity, maxStringLength: null })}`,
    );
  }
}
