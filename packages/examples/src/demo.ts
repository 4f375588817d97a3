#!/usr/bin/env node
import { constants } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import colors from 'picocolors';
import { DemoError } from './demo/demo-error';
import { Interrupted } from './demo/interrupted';

const HELP = `
Environment:
  TEMPORAL_CLI_PATH    the Temporal CLI that starts the dev server (else "temporal" on PATH)
  TEMPORAL_ADDRESS     use this Temporal server instead (TEMPORAL_NAMESPACE, TEMPORAL_UI_URL)
  OPENBOX_DEMO_PG_URL  use this PostgreSQL database instead of an embedded one, in a schema that is dropped at the end
  OPENAI_BASE_URL      a real language model instead of the simulation, such as http://127.0.0.1:11434/v1
  OPENAI_API_KEY       its key; alone it means the public service
  OPENAI_MODEL         its name (default gpt-4o-mini)
  CI                   the same as --once

Examples:
  npm run demo                             watch, and decide on approvals yourself
  npm run demo -- --once                   check every outcome and end; exit code 1 where one differs
  npm run demo -- --decide-after 60        a minute to approve or reject by hand`;

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !Number.isFinite(seconds) || seconds < 0) {
    throw new InvalidArgumentError('It must be a number of seconds, such as 10.');
  }
  return seconds;
}

interface Flags {
  once?: true;
  ui: boolean;
  decideAfter?: number;
  verbose?: true;
}

/** A terminal and a parent process may both pass on the same Ctrl-C. */
const SAME_KEY_PRESS_MS = 500;

function stopOnSignals(stop: AbortController): void {
  let stoppedAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const exitCode = 128 + constants.signals[name];
    process.on(name, () => {
      // Whoever asks twice does not want to wait; children are killed on exit.
      if (stoppedAt > 0) {
        if (Date.now() - stoppedAt > SAME_KEY_PRESS_MS) process.exit(exitCode);
        return;
      }
      stoppedAt = Date.now();
      console.log(colors.dim('\nStopping; once more to stop at once.'));
      stop.abort(new Interrupted(exitCode));
    });
  }
  // A pipe that was closed, such as `| head`.
  process.stdout.on('error', () => {
    stop.abort(new Interrupted(128 + constants.signals.SIGPIPE));
  });
}

async function main(): Promise<number> {
  const command = new Command('demo')
    .description(
      'A support agent on a real Temporal server, governed by OpenBox: watch what it may and may not do.',
    )
    .option('--once', 'check every outcome, end everything, exit 0 where all came out as expected')
    .option('--no-ui', "do not serve Temporal's web pages")
    .option(
      '--decide-after <seconds>',
      'how long you may decide on an approval (default 10, with --once 1)',
      parseSeconds,
    )
    .option('--verbose', 'also print what the worker logs')
    .addHelpText('after', HELP)
    .parse();
  const flags = command.opts<Flags>();
  const once = flags.once ?? Boolean(process.env.CI);
  const decideAfterMs = (flags.decideAfter ?? (once ? 1 : 10)) * 1000;
  const stop = new AbortController();
  stopOnSignals(stop);
  console.log(colors.dim('… loading the Temporal SDK'));
  // Half a second or more: not for --help, and not before the first line.
  const { runDemo } = await import('./demo/run-demo.js');
  return runDemo({
    once,
    ui: flags.ui,
    decideAfterMs,
    runTimeoutMs: decideAfterMs + (once ? 120_000 : 3_600_000),
    verbose: flags.verbose ?? false,
    env: process.env,
    out: (line) => {
      console.log(line);
    },
    stop,
  });
}

main().then(
  (exitCode) => {
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    const text =
      error instanceof DemoError
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
    console.error(`\n${colors.red('The demo could not go on.')} ${text}`);
    process.exitCode = 1;
  },
);
